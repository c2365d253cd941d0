// What both peers are made of: the platform's package for the callback, the fastest matcher of npm for
// the words, a count for each sender, and a database as durable as the daemon's. What the daemon does
// besides (other rules, duplicates, ladders) they do not.
'use strict';
const fs = require('fs');
const { getSignature, decrypt } = require('@wecom/crypto');
const Database = require('better-sqlite3');
const FastScanner = require('fastscan');

const TOKEN = 'BenchCallbackToken';
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

// The inner XML; nothing when somebody else sent it.
exports.open = (url, encrypted) => {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const expected = getSignature(TOKEN, query.get('timestamp'), query.get('nonce'), encrypted);
  return expected === query.get('msg_signature') ? decrypt(KEY, encrypted).message : null;
};

exports.openJudge = (file) => {
  const scanner = new FastScanner(fs.readFileSync(file, 'utf8').split('\n').filter(Boolean));
  const counts = new Map();
  return (message) => {
    counts.set(message.FromUserName, (counts.get(message.FromUserName) || 0) + 1);
    return scanner.search(message.Content).length > 0 ? 1 : 0;
  };
};

exports.openDatabase = (file) => {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER, chat TEXT, member TEXT, message INTEGER, text TEXT, verdict INTEGER)');
  const statement = database.prepare('INSERT INTO event (at, chat, member, message, text, verdict) VALUES (?, ?, ?, ?, ?, ?)');
  const insert = (message, verdict) => statement.run(Number(message.CreateTime), message.ChatId,
    message.FromUserName, BigInt(message.MsgId), message.Content, verdict);
  return { database, insert };
};
