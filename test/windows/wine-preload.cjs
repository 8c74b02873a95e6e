// Wine 8 has no keep-alive for sockets, which the program asks for; on Windows itself nothing of this is loaded.
require('node:net').Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this;
};
// libuv cannot read the title of a console that has none, as Wine's has.
process.title = 'node';
