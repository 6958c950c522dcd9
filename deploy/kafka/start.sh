#!/bin/sh
# Starts the broker of the profile `secure`: its users are put on the disk with the first start, then it runs.
#   start.sh PROPERTIES SECRETS CLUSTER-ID
set -eu
umask 077
properties=$1 secrets=$2 cluster=$3
kafka=${KAFKA_HOME:-/opt/kafka}/bin

arguments=$(mktemp)
trap 'rm -f "$arguments"' EXIT
# Its arguments come from a file: in the list of processes everyone could read the passwords.
{
    printf '%s\n' format --ignore-formatted --cluster-id "$cluster" --config "$properties"
    for role in operator worker source subscriber; do
        printf '%s\n' --add-scram "SCRAM-SHA-512=[name=$role,password=$(cat "$secrets/$role.password")]"
    done
} > "$arguments"
"$kafka/kafka-storage.sh" "@$arguments" > /dev/null  # it prints what it keeps of each password; faults go to stderr
rm -f "$arguments"
exec "$kafka/kafka-server-start.sh" "$properties"
