"""What an application does with boto3, against the endpoint of the environment. Prints `done`."""

import sys
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client("secretsmanager", config=Config(retries={"max_attempts": 1}))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error
    raise AssertionError(f"{code} was expected")


made = client.create_secret(Name="app/db", SecretString='{"username":"u","password":"p"}', Tags=[{"Key": "team", "Value": "core"}])
assert made["ARN"].startswith("arn:aws:secretsmanager:"), made
assert len(made["ResponseMetadata"]["RequestId"]) == 36, made

got = client.get_secret_value(SecretId="app/db")
assert got["SecretString"] == '{"username":"u","password":"p"}'
assert got["VersionStages"] == ["AWSCURRENT"] and got["VersionId"] == made["VersionId"]
assert got["CreatedDate"].timestamp() > 1.7e9

blob = bytes(range(256))
put = client.put_secret_value(SecretId=made["ARN"], SecretBinary=blob)
assert client.get_secret_value(SecretId="app/db")["SecretBinary"] == blob
assert "SecretString" in client.get_secret_value(SecretId="app/db", VersionStage="AWSPREVIOUS")

text = "ünïcödé \u2028 \U0001f600 \\ \" \n" * 100
client.update_secret(SecretId="app/db", SecretString=text, Description="d")
assert client.get_secret_value(SecretId="app/db")["SecretString"] == text
long = "\u0001" * 65536
client.put_secret_value(SecretId="app/db", SecretString=long)
assert client.get_secret_value(SecretId="app/db")["SecretString"] == long

described = client.describe_secret(SecretId="app/db")
assert described["Description"] == "d" and described["Tags"] == [{"Key": "team", "Value": "core"}]
assert len(described["VersionIdsToStages"]) == 2
versions = client.list_secret_version_ids(SecretId="app/db", IncludeDeprecated=True)["Versions"]
assert len(versions) == 4, versions

for number in range(25):
    client.create_secret(Name=f"many/{number:02}", SecretString=str(number))
pages = client.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 10})
names = [secret["Name"] for page in pages for secret in page["SecretList"]]
assert len(names) == 26, names
listed = client.list_secrets(Filters=[{"Key": "tag-value", "Values": ["core"]}])["SecretList"]
assert [secret["Name"] for secret in listed] == ["app/db"], listed
batch = client.batch_get_secret_value(SecretIdList=["many/00", "many/24", "nope"])
assert [value["SecretString"] for value in batch["SecretValues"]] == ["0", "24"]
assert batch["Errors"][0]["ErrorCode"] == "ResourceNotFoundException"

rotated = client.rotate_secret(SecretId="many/00", RotationLambdaARN="arn:aws:lambda:us-east-1:000000000000:function:vault-random")
now = client.get_secret_value(SecretId="many/00")
assert now["VersionId"] == rotated["VersionId"] and now["SecretString"] != "0"
assert client.get_secret_value(SecretId="many/00", VersionStage="AWSPREVIOUS")["SecretString"] == "0"
client.cancel_rotate_secret(SecretId="many/00")

current, previous = now["VersionId"], client.get_secret_value(SecretId="many/00", VersionStage="AWSPREVIOUS")["VersionId"]
client.update_secret_version_stage(SecretId="many/00", VersionStage="AWSCURRENT", MoveToVersionId=previous, RemoveFromVersionId=current)
assert client.get_secret_value(SecretId="many/00")["SecretString"] == "0"

client.tag_resource(SecretId="app/db", Tags=[{"Key": "a", "Value": "b"}])
client.untag_resource(SecretId="app/db", TagKeys=["a", "team"])
assert client.describe_secret(SecretId="app/db")["Tags"] == []

gone = client.delete_secret(SecretId="many/01", RecoveryWindowInDays=7)
assert gone["DeletionDate"].timestamp() > 1.7e9
error = refused("InvalidRequestException", client.get_secret_value, SecretId="many/01")
assert isinstance(error, client.exceptions.InvalidRequestException)
client.restore_secret(SecretId="many/01")
assert client.get_secret_value(SecretId="many/01")["SecretString"] == "1"
client.delete_secret(SecretId="many/01", ForceDeleteWithoutRecovery=True)

error = refused("ResourceNotFoundException", client.get_secret_value, SecretId="many/01")
assert isinstance(error, client.exceptions.ResourceNotFoundException)
assert error.response["Message"] == "Secrets Manager can't find the specified secret."
assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
refused("ResourceExistsException", client.create_secret, Name="app/db", SecretString="other")
refused("ValidationException", client.get_secret_value, SecretId="not a name")
refused("ValidationException", client.list_secrets, MaxResults=101)
refused("InvalidParameterException", client.delete_secret, SecretId="app/db", RecoveryWindowInDays=6)
token = str(uuid.uuid4())
first = client.put_secret_value(SecretId="app/db", SecretString="v", ClientRequestToken=token)
again = client.put_secret_value(SecretId="app/db", SecretString="v", ClientRequestToken=token)
assert first["VersionId"] == again["VersionId"] == token
refused("ResourceExistsException", client.put_secret_value, SecretId="app/db", SecretString="w", ClientRequestToken=token)

password = client.get_random_password(PasswordLength=20, ExcludePunctuation=True)["RandomPassword"]
assert len(password) == 20 and password.isalnum()

elsewhere = boto3.client("secretsmanager", region_name="eu-west-1")
assert elsewhere.list_secrets()["SecretList"] == []
assert ":eu-west-1:" in elsewhere.create_secret(Name="app/db", SecretString="eu")["ARN"]
assert client.get_secret_value(SecretId="app/db")["SecretString"] == "v"

ours = boto3.Session().get_credentials()
wrong = boto3.client("secretsmanager", aws_access_key_id=ours.access_key, aws_secret_access_key="x" * 40, aws_session_token=ours.token)
refused("InvalidSignatureException", wrong.get_secret_value, SecretId="app/db")
stranger = boto3.client("secretsmanager", aws_access_key_id="AKIAAAAAAAAAAAAAAAAA", aws_secret_access_key="x" * 40)
refused("UnrecognizedClientException", stranger.get_secret_value, SecretId="app/db")

if "--cache" in sys.argv:
    from aws_secretsmanager_caching import SecretCache, SecretCacheConfig

    cache = SecretCache(config=SecretCacheConfig(secret_refresh_interval=1), client=client)
    assert cache.get_secret_string("app/db") == "v"
    client.put_secret_value(SecretId="app/db", SecretString="w")
    import time

    time.sleep(1.1)
    assert cache.get_secret_string("app/db") == "w"
    assert cache.get_secret_string("app/db", version_stage="AWSPREVIOUS") == "v"
print("done")
