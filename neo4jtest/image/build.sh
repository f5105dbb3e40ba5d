#!/usr/bin/env bash
# Makes an image of Neo4j Community out of what this machine has: the jars that Maven brought and a JDK. It is for machines that reach
# no image registry, and understands as much of the official image's environment as testcontainers-go uses.
#
#   build.sh JARS JDK TAG     such as: build.sh ~/.cache/go-ogm/neo4jtest/jars/5.26.30 /usr/lib/jvm/java-17-openjdk-amd64 neo4jtest:5.26
#
# Lines 5.26 and 2026; 4.4 has other settings. Needs Linux, docker with a daemon, jlink, ldd, tar.
set -euo pipefail

jars=$1 jdk=$2 tag=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# A runtime with the modules that Neo4j needs: a third of the JDK.
modules=java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,jdk.naming.dns,jdk.net,jdk.jfr,jdk.charsets
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$root/java"

# take puts a file where the running system has it, following links, so that the names in the programs stay true.
take() {
	local file
	for file in "$@"; do
		mkdir -p "$root$(dirname "$file")"
		cp -L "$file" "$root$file"
	done
}

# The few programs that the entry point uses.
programs=()
for program in sh sed env mkdir cat rm; do
	file=$(command -v "$program")
	take "$file"
	programs+=("$file")
	[ "$program" != sh ] || [ "$file" = /bin/sh ] || take /bin/sh
done

# The shared libraries of all of it, except those that the runtime brings along. The last three are opened by name, not linked.
libraries=$(find "$root/java" -name '*.so' -print0 | xargs -0 ldd "$root/java/bin/java" "${programs[@]}" 2>/dev/null |
	sed -nE 's#^[^/]*(/[^ ]+) \(0x.*#\1#p' | grep -v "^$root" | sort -u)
for library in $libraries; do take "$library"; done
for name in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
	for library in /lib/*/"$name"; do
		if [ -e "$library" ]; then take "$library"; fi
	done
done

mkdir -p "$root"/{tmp,etc,var/lib/neo4j/lib}
printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
cp "$jars"/*.jar "$root/var/lib/neo4j/lib/"
# The class to start has another name in each line; the jar tells it.
for jar in "$jars"/neo4j-[0-9]*.jar; do
	(cd "$root/tmp" && "$jdk/bin/jar" xf "$jar" META-INF/services/org.neo4j.server.startup.EntryPoint)
done
head -n 1 "$root/tmp/META-INF/services/org.neo4j.server.startup.EntryPoint" >"$root/var/lib/neo4j/main"
rm -r "$root/tmp/META-INF"
install -m 755 "$here/entrypoint.sh" "$root/entrypoint.sh"

tar -C "$root" -c . | docker import \
	--change 'ENV PATH=/java/bin:/usr/local/bin:/usr/bin:/bin' \
	--change 'ENTRYPOINT ["/entrypoint.sh"]' \
	--change 'EXPOSE 7474 7687' \
	- "$tag" >/dev/null
echo "built $tag"
