/** A real listener on this machine that counts who reaches it, over TCP and UDP. Tests prove that nobody does. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

export interface ListeningServer {
  tcpPort: number
  udpPort: number
  /** connections and datagrams since the start */
  contacts(): number
  close(): Promise<void>
}

export async function listen(): Promise<ListeningServer> {
  let contacts = 0
  const tcp: Server = createServer((socket) => {
    contacts += 1
    socket.destroy()
  })
  const udp: UdpSocket = createSocket('udp4')
  udp.on('message', () => (contacts += 1))
  tcp.listen(0, '127.0.0.1')
  udp.bind(0, '127.0.0.1')
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')])
  const address = tcp.address()
  if (typeof address !== 'object' || address === null) throw new Error('The listener has no port.')
  return {
    tcpPort: address.port,
    udpPort: udp.address().port,
    contacts: () => contacts,
    close: async () => {
      const closed = Promise.all([once(tcp, 'close'), once(udp, 'close')])
      tcp.close()
      udp.close()
      await closed
    },
  }
}
