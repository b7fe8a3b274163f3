export default { title: 'Greeting' }

export const Short = { render: () => '<h1>Hello from a story</h1>' }
