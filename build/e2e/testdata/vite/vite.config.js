import { defineConfig } from 'vite'

// Vite lets every name under localhost in by itself.
export default defineConfig({ clearScreen: false })
