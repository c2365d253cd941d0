// Answers questions about signed webhooks with the reference package of Standard Webhooks: one JSON
// object a line in, one out, in the same order.
'use strict';

const readline = require('readline');
const { Webhook, WebhookVerificationError } = require('standardwebhooks');

function is_accepted(question) {
  Date.now = () => question.now * 1000; // the package asks for the time itself
  try {
    new Webhook(question.secret).verify(
      question.body,
      {
        'webhook-id': question.id,
        'webhook-timestamp': String(question.timestamp),
        'webhook-signature': question.signature,
      },
      { jsonParse: false },
    );
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

function answer(question) {
  switch (question.ask) {
    case 'sign': {
      const at = new Date(question.timestamp * 1000);
      return { signature: new Webhook(question.secret).sign(question.id, at, question.body) };
    }
    case 'verify':
      return { accepted: is_accepted(question) };
    default:
      throw new Error(`unknown question ${question.ask}`);
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
});
