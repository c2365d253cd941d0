// The database of both: as durable as the daemon's, without its check for duplicates.
'use strict';
const Database = require('better-sqlite3');

exports.TOKEN = 'BenchCallbackToken';
exports.KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

exports.openDatabase = (file) => {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(
    'CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER, chat TEXT, member TEXT, message INTEGER, text TEXT)');
  const statement = database.prepare(
    'INSERT INTO event (at, chat, member, message, text) VALUES (?, ?, ?, ?, ?)');
  const insert = (message) => statement.run(Number(message.CreateTime), message.ChatId,
    message.FromUserName, BigInt(message.MsgId), message.Content);
  return { database, insert };
};
