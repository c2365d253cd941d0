// The callback server that is written first: an XML parser, one insert for each message, answered
// after it. usage: plain.js PORT DATABASE WORDS
'use strict';
const http = require('http');
const { XMLParser } = require('fast-xml-parser');
const { open, openDatabase, openJudge } = require('./parts');

const [port, file, words] = process.argv.slice(2);
const { insert } = openDatabase(file);
const judge = openJudge(words);
const parser = new XMLParser({ parseTagValue: false });

function take(url, body) {
  const xml = open(url, parser.parse(body).xml.Encrypt);
  if (xml === null) return 403;
  const message = parser.parse(xml).xml;
  insert(message, judge(message));
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
