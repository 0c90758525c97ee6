// Node's view of a request: rawHeaders, url, method, body. `node node.js PORT LOG`.
'use strict'
const { openSync, writeSync } = require('node:fs')
const http = require('node:http')

const log = openSync(process.argv[3], 'a')
const note = (what) => writeSync(log, JSON.stringify(what) + '\n')

const pairs = ({ rawHeaders }) => rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1]]]))

const server = http.createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('aborted', () => note({ broken: request.url, why: 'ends early' }))
  request.on('end', () => {
    const fields = pairs(request)
    const body = Buffer.concat(parts).toString('latin1')
    note({ method: request.method, target: request.url, fields, body })
    const numbers = fields.filter(([name]) => name.toLowerCase() === 'x-request-id').map(([, value]) => value)
    const payload = JSON.stringify(numbers)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': payload.length })
    response.end(payload)
  })
})
server.on('upgrade', (request, socket) => {
  note({ method: request.method, target: request.url, fields: pairs(request), body: '' })
  socket.end('HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
})
server.listen(Number(process.argv[2]), '127.0.0.1')
