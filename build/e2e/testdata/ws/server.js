// A WebSocket server that sends every message back, on the port that it is given.
// Who says "break off" is not said goodbye to, and who says "reset" even less.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  perMessageDeflate: { threshold: 0 },
})

server.on('connection', (socket, request) => {
  socket.on('error', () => {}) // it is told to the client, by a close frame
  socket.on('message', (data, isBinary) => {
    switch (data.length < 16 && data.toString('latin1')) {
      case 'break off':
        return socket.terminate()
      case 'reset':
        return request.socket.resetAndDestroy()
    }
    socket.send(data, { binary: isBinary })
  })
})

server.on('listening', () => console.log('listening'))
