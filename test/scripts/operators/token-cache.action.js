// A gateway behind OAuth: the token is kept between messages.
exports.onExecuteSendPhoneMessage = async (event, api) => {
  let token = api.cache.get('token')?.value;
  if (!token) {
    const answer = await fetch(`${event.secrets.BASE_URL}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: event.secrets.CLIENT_ID,
        client_secret: event.secrets.CLIENT_SECRET,
      }),
    });
    const issued = await answer.json();
    token = issued.access_token;
    const stored = api.cache.set('token', token, { ttl: issued.expires_in * 1000 });
    if (stored.type === 'error') console.warn('token not kept', stored.code);
  }

  const { recipient, text, message_type, action, code } = event.message_options;
  const sent = await fetch(`${event.secrets.BASE_URL}/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient, text, message_type, action, code, ip: event.request.ip }),
  });
  if (!sent.ok) throw new Error(`The gateway answered ${sent.status}`);
};
