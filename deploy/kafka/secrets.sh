#!/bin/sh
# Makes what the profile `secure` keeps secret, in a folder; what is there already stays as it is.
#   secrets.sh FOLDER                              certificates, and a password for each role
#   secrets.sh FOLDER rotate ROLE BROKER:PORT      a new password for one role, on the broker and in its file
# It needs keytool, and kafka-configs.sh to rotate: the Kafka image has both. No password is an argument of a program,
# where others could list it.
set -eu
umask 077
kafka=${KAFKA_HOME:-/opt/kafka}/bin
cd "$1"

new_password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

group_of() {  # the group that may read a role's password, given to that role's containers
    case $1 in
        operator) echo 10010 ;;
        worker) echo 10011 ;;
        source) echo 10012 ;;
        subscriber) echo 10013 ;;
        *) echo "there is no role '$1': operator, worker, source or subscriber" >&2; return 2 ;;
    esac
}

keep_password() {  # keep_password ROLE < PASSWORD, whole or not at all
    group=$(group_of "$1")
    cat > "$1.password.new"
    chmod 640 "$1.password.new"
    chgrp "$group" "$1.password.new" || echo "$1.password: only its owner can read it, not group $group" >&2
    mv "$1.password.new" "$1.password"
}

make_certificates() {  # an authority that signs one certificate, the broker's
    [ ! -e broker.p12 ] || return 0
    new_password > keystore.password
    made="-keyalg EC -groupname secp256r1 -validity 3650 -storetype PKCS12 -storepass:file keystore.password"
    rm -f authority.p12 broker.new
    # shellcheck disable=SC2086 # words
    keytool -genkeypair -alias authority -dname CN=streams-authority -ext bc:c -ext ku:c=keyCertSign,cRLSign \
        -keystore broker.new $made
    # shellcheck disable=SC2086
    keytool -genkeypair -alias broker -dname CN=kafka-secure -signer authority \
        -ext "san=dns:kafka-secure,dns:localhost,ip:127.0.0.1" -keystore broker.new $made
    keytool -exportcert -rfc -alias authority -keystore broker.new -storepass:file keystore.password -file ca.pem
    # The authority's key is not kept: who wants another certificate makes both anew.
    keytool -delete -alias authority -keystore broker.new -storepass:file keystore.password
    chmod 644 ca.pem
    mv broker.new broker.p12
}

rotate() {  # rotate ROLE BROKER:PORT
    group_of "$1" > /dev/null
    trap 'rm -f ./*.next' EXIT
    new_password > password.next
    {
        echo "security.protocol=SASL_SSL"
        echo "ssl.truststore.type=PEM"
        echo "ssl.truststore.location=$PWD/ca.pem"
        echo "sasl.mechanism=SCRAM-SHA-512"
        echo "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
username=\"operator\" password=\"$(cat operator.password)\";"
    } > operator.next
    echo "SCRAM-SHA-512=password=$(cat password.next)" > scram.next
    "$kafka/kafka-configs.sh" --bootstrap-server "$2" --command-config operator.next \
        --alter --entity-type users --entity-name "$1" --add-config-file scram.next
    keep_password "$1" < password.next
    echo "$1 has a new password; start again what uses it"
}

if [ "${2:-}" = rotate ]; then
    rotate "$3" "$4"
    exit
fi
chmod 755 .
make_certificates
for role in operator worker source subscriber; do
    [ -e "$role.password" ] || new_password | keep_password "$role"
done
