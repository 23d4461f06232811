/**
 * Handler to be executed while sending a phone notification through Amazon SNS
 * @param {Event} event - Details about the user and the context in which they are logging in.
 * @param {CustomPhoneProviderAPI} api - Methods and utilities to help change the behavior of sending a phone notification.
 */
const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const client = new SNSClient({
    region: event.secrets.AWS_REGION,
    endpoint: event.secrets.SNS_ENDPOINT,
    credentials: {
      accessKeyId: event.secrets.AWS_ACCESS_KEY_ID,
      secretAccessKey: event.secrets.AWS_SECRET_ACCESS_KEY,
    },
  });

  const command = new PublishCommand({
    PhoneNumber: event.notification.recipient,
    Message: event.notification.as_text,
    MessageAttributes: {
      "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
    },
  });

  const result = await client.send(command);
  console.log("published", result.MessageId);
};
