"""The versions that a bucket keeps of an object: found and deleted one by one, which obstore does not know.

Amazon's own client asks: MinIO, Ceph and Cloudflare R2 take the same requests.
"""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from app.media.backends import Unreachable

_CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 2},
    s3={"addressing_style": "path"},
    ignore_configured_endpoint_urls=True,
)
"""Times in seconds. Only what the settings of this product name is asked, whatever else this machine is told of S3."""


class Versions:
    """The versions in one bucket. Raises Unreachable, also where the bucket does not let us list or delete them
    (s3:ListBucketVersions, s3:DeleteObjectVersion)."""

    def __init__(self, *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str) -> None:
        self._bucket = bucket
        self._client = get_session().create_client(
            "s3",
            region_name=region,
            endpoint_url=endpoint or None,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=_CONFIG,
        )

    def erase(self, key: str) -> None:
        """Delete every version of this key, what readers are given last: whoever dies in the middle leaves a key that
        is found again."""
        try:
            for version in sorted(self._of(key), key=lambda one: bool(one["IsLatest"])):
                self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version["VersionId"])
        except (BotoCoreError, ClientError) as why:
            raise Unreachable(f"the versions of {key} could not be deleted: {why}") from why

    def _of(self, key: str) -> list[dict[str, Any]]:
        """Those that hold bytes, and the marks of deletions."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
        return [
            one
            for page in pages
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            if one["Key"] == key
        ]
