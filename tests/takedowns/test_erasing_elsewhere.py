"""An erasure on PostgreSQL with the files in an S3 store, once as it is and once in a bucket that keeps versions."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.media.models import Asset
from app.media.shelf import storage
from app.media.storage import original_key
from app.pages import verification
from config import Settings
from tests.conftest import MakeSettings
from tests.factories.pictures import jpeg
from tests.servers import S3
from tests.takedowns import test_erasing
from tests.takedowns.browsing import Browser
from tests.takedowns.making import Printed, state_of
from tests.takedowns.test_erasing import WORDS, erased, in_database, run, taken_down
from tests.takedowns.test_erasing_what_was_taken_out import an_image_taken_out
from workers import sealing

article = test_erasing.article

pytestmark = [
    pytest.mark.s3,
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    pytest.mark.parametrize("bucket", ["plain", "versions"], indirect=True),
]


def owner_of(server: S3) -> Any:
    keys = {"aws_access_key_id": "test-access", "aws_secret_access_key": "test-secret"}
    return boto3.client("s3", endpoint_url=server.endpoint, region_name="us-east-1", **keys)


@pytest.fixture
def bucket(request: pytest.FixtureRequest, s3_server: S3) -> str:
    name = f"erasing-{request.param}"
    owner = owner_of(s3_server)
    owner.create_bucket(Bucket=name)
    if request.param == "versions":
        owner.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture
def settings(make_settings: MakeSettings, database: str, s3_server: S3, bucket: str) -> Settings:
    told = {name.lower(): said for name, said in s3_server.settings().items()}
    return make_settings(database_url=database, **{**told, "s3_bucket": bucket})


def test_no_version_of_anything_erased_is_left_in_the_bucket(
    app: Flask, article: Printed, s3_server: S3, bucket: str
) -> None:
    an_image_taken_out(app, article, jpeg("a wound"))
    with app.app_context():
        wanted = {original_key(one.sha256) for one in session.scalars(select(Asset))}
        assert wanted <= set(storage().list())
    case_id = taken_down(app, article)
    erased(app, case_id)
    run(app)
    assert state_of(app, case_id) == "erased"
    left = owner_of(s3_server).list_object_versions(Bucket=bucket)
    assert [one["Key"] for one in (*left.get("Versions", ()), *left.get("DeleteMarkers", ()))] == []
    with app.app_context():
        assert in_database(WORDS) == set()
        sealing.seal()
        assert not verification.look_through(verification.PARTS).wrong
    assert Browser(app).get(article.url).status_code == 410
