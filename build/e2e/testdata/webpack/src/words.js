export const words = 'Hello from a module'
