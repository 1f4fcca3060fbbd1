#!/bin/sh
# Creates .env with new secrets. An existing file is not changed.
set -eu
cd "$(dirname "$0")"
[ ! -e .env ] || { echo ".env already exists."; exit 0; }
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
cat >.env <<END
POSTGRES_PASSWORD=$(secret)
SCIM_OWNER_PASSWORD=$(secret)
SCIM_APP_PASSWORD=$(secret)
SCIM_OPERATOR_KEY=op_$(secret)
GRAFANA_PASSWORD=$(secret)
SCIM_PUBLIC_BASE_URL=http://localhost:8080
END
echo "Created .env. The operator key: $(sed -n 's/^SCIM_OPERATOR_KEY=//p' .env)"
