#!/bin/sh
# Starts Neo4j in the container that build.sh makes. As in the official image, NEO4J_a_b__c=v sets a.b_c=v, and
# NEO4J_AUTH is none or neo4j/PASSWORD.
set -eu

home=/var/lib/neo4j
conf=$home/conf/neo4j.conf
mkdir -p "$home/conf" "$home/logs" "$home/run" "$home/plugins" "$home/import" "$home/data"
cat >"$conf" <<'END'
server.default_listen_address=0.0.0.0
server.bolt.enabled=true
server.bolt.listen_address=0.0.0.0:7687
server.http.enabled=true
server.http.listen_address=0.0.0.0:7474
server.https.enabled=false
dbms.security.auth_enabled=true
END

# A key that stands twice stops the start, so a setting replaces its default.
env | sed -n 's/^NEO4J_\([a-z]\)/\1/p' >/tmp/settings
while IFS= read -r setting; do
	key=$(printf '%s' "${setting%%=*}" | sed 's/__/%/g; s/_/./g; s/%/_/g')
	sed -i "/^$key=/d" "$conf"
	printf '%s=%s\n' "$key" "${setting#*=}" >>"$conf"
done </tmp/settings
rm /tmp/settings

flags="--add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED
	--add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
	--enable-native-access=ALL-UNNAMED -Dlog4j2.disable.jmx=true -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m"

case ${NEO4J_AUTH:-none} in
none) sed -i 's/^dbms.security.auth_enabled=.*/dbms.security.auth_enabled=false/' "$conf" ;;
neo4j/*)
	# shellcheck disable=SC2086 # the flags are words
	NEO4J_HOME=$home NEO4J_CONF=$home/conf java $flags -cp "$home/lib/*" org.neo4j.cli.AdminTool \
		dbms set-initial-password "${NEO4J_AUTH#neo4j/}" >/dev/null
	;;
*)
	echo "NEO4J_AUTH: neither none nor neo4j/PASSWORD" >&2
	exit 1
	;;
esac
unset NEO4J_AUTH

# shellcheck disable=SC2086 # the flags are words
exec java $flags -cp "$home/lib/*" "$(cat "$home/main")" \
	--home-dir="$home" --config-dir="$home/conf" --console-mode
