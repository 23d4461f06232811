exports.onExecuteCustomPhoneProvider = async (event, api) => {
    const response = await fetch(`${event.secrets.MESSAGEBIRD_URL}/messages`, {
        method: 'POST',
        headers: {
            Authorization: `AccessKey ${event.secrets.MESSAGEBIRD_ACCESS_KEY}`,
            'Content-Type': 'application/json',
        },
        body: JSON.stringify({
            originator: event.tenant.friendly_name,
            recipients: [event.notification.recipient],
            body: event.notification.as_text,
            reference: event.transaction.correlation_id,
        }),
    });
    if (!response.ok) {
        const { errors } = await response.json();
        throw new Error(`MessageBird: ${errors.map((e) => e.description).join(', ')}`);
    }
};
