// What an application does with the AWS SDK for JavaScript, against the endpoint of the environment. Prints `done`.
const assert = require("node:assert");
const sdk = require("@aws-sdk/client-secrets-manager");

(async () => {
  const client = new sdk.SecretsManagerClient({ maxAttempts: 1 });
  const send = (name, input) => client.send(new sdk[`${name}Command`](input));
  const refused = async (code, name, input) => {
    await assert.rejects(send(name, input), (error) => {
      assert.strictEqual(error.name, code);
      assert.ok(error.message.length > 0);
      return true;
    });
  };
  const made = await send("CreateSecret", { Name: "js/key", SecretString: "ü\u{1f600}" });
  const got = await send("GetSecretValue", { SecretId: made.ARN });
  assert.strictEqual(got.SecretString, "ü\u{1f600}");
  assert.ok(got.CreatedDate instanceof Date && got.CreatedDate.getTime() > 1.7e12);
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  await send("PutSecretValue", { SecretId: "js/key", SecretBinary: bytes });
  const binary = await send("GetSecretValue", { SecretId: "js/key" });
  assert.deepStrictEqual(Buffer.from(binary.SecretBinary), Buffer.from(bytes));
  const versions = await send("ListSecretVersionIds", { SecretId: "js/key" });
  assert.strictEqual(versions.Versions.length, 2);
  await send("PutSecretValue", { SecretId: "js/key", SecretString: "text" });
  const names = [];
  for await (const page of sdk.paginateListSecrets({ client, pageSize: 1 }, {})) {
    names.push(...page.SecretList.map((secret) => secret.Name));
  }
  assert.deepStrictEqual(names, ["js/key"]);
  await send("RotateSecret", {
    SecretId: "js/key",
    RotationLambdaARN: "arn:aws:lambda:us-east-1:000000000000:function:vault-random",
  });
  const rotated = await send("GetSecretValue", { SecretId: "js/key" });
  assert.ok(rotated.SecretString);
  await send("TagResource", { SecretId: "js/key", Tags: [{ Key: "k", Value: "v" }] });
  const described = await send("DescribeSecret", { SecretId: "js/key" });
  assert.deepStrictEqual(described.Tags, [{ Key: "k", Value: "v" }]);
  await refused("ResourceNotFoundException", "GetSecretValue", { SecretId: "nope" });
  await refused("ValidationException", "GetSecretValue", { SecretId: "not a name" });
  await send("DeleteSecret", { SecretId: "js/key" });
  await refused("InvalidRequestException", "GetSecretValue", { SecretId: "js/key" });
  console.log("done");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
