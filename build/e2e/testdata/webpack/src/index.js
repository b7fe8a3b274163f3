import { words } from './words.js'

const show = () => { document.querySelector('h1').textContent = words }
show()

if (module.hot) {
  module.hot.accept('./words.js', show)
}
