// Answers questions about the platform's encryption with its official package: one JSON object a
// line in, one out, in the same order.
'use strict';

const readline = require('readline');
const { decrypt, encrypt, getSignature } = require('@wecom/crypto');

function answer(question) {
  switch (question.ask) {
    case 'encrypt':
      return { text: encrypt(question.key, question.message, question.id) };
    case 'decrypt': {
      const { message, id } = decrypt(question.key, question.text);
      return { message, id };
    }
    case 'sign':
      return {
        signature: getSignature(question.token, question.timestamp, question.nonce, question.text),
      };
    default:
      throw new Error(`unknown question ${question.ask}`);
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
});
