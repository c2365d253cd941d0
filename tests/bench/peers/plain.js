// The callback server that is written first: the platform's package, an XML parser, one insert for
// each message, answered after it. It judges nothing. usage: plain.js PORT DATABASE
'use strict';
const http = require('http');
const { getSignature, decrypt } = require('@wecom/crypto');
const { XMLParser } = require('fast-xml-parser');
const { openDatabase, TOKEN, KEY } = require('./store');

const [port, file] = process.argv.slice(2);
const { insert } = openDatabase(file);
const parser = new XMLParser({ parseTagValue: false });

function take(url, body) {
  const query = new URL(url, 'http://localhost').searchParams;
  const encrypted = parser.parse(body).xml.Encrypt;
  const expected = getSignature(TOKEN, query.get('timestamp'), query.get('nonce'), encrypted);
  if (expected !== query.get('msg_signature')) return 403;
  const message = parser.parse(decrypt(KEY, encrypted).message).xml;
  insert(message);
  return 200;
}

http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    response.statusCode = take(request.url, Buffer.concat(parts).toString());
    response.end('success');
  });
}).listen(Number(port), '127.0.0.1', 1024);
