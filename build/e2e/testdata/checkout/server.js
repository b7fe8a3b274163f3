const port = process.argv[process.argv.indexOf('--port') + 1]
const page = '<title>Checkout</title><h1>This is checkout</h1>'
require('http').createServer((_, res) => res.setHeader('content-type', 'text/html').end(page))
  .listen(port, '127.0.0.1', () => console.log('listening'))
