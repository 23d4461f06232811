/** An async Hook, as later samples have it: the returned promise counts. */
module.exports = async function (recipient, text, context) {
  const { createHmac } = require('crypto');
  const body = JSON.stringify({ recipient, text, user: context.user.user_id, language: context.language });
  const signature = createHmac('sha256', context.webtask.secrets.KEY).update(body).digest('base64');
  const response = await fetch(context.webtask.secrets.GATEWAY_URL, { method: 'POST', headers: { signature }, body });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return { MessageID: (await response.json()).id };
};
