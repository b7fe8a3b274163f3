import './style.css'
import { words } from './words.js'

const show = (text) => { document.querySelector('h1').textContent = text }
show(words)

if (import.meta.hot) {
  import.meta.hot.accept('./words.js', (next) => show(next.words))
}
