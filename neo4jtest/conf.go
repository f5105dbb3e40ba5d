package neo4jtest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Neo4j refuses to start on a key it does not know, so each line has its own list.

// conf4 speaks the names of 4.4.
func conf4(home, data string, port int) []string {
	return []string{
		"dbms.directories.data=" + slashed(data),
		"dbms.directories.transaction.logs.root=" + slashed(data, "transactions"),
		"dbms.directories.logs=" + slashed(home, "logs"),
		"dbms.directories.run=" + slashed(home, "run"),
		"dbms.directories.plugins=" + slashed(home, "plugins"),
		"dbms.directories.import=" + slashed(home, "import"),
		"dbms.connector.bolt.enabled=true",
		fmt.Sprintf("dbms.connector.bolt.listen_address=127.0.0.1:%d", port),
		fmt.Sprintf("dbms.connector.bolt.advertised_address=127.0.0.1:%d", port),
		"dbms.connector.http.enabled=false",
		"dbms.connector.https.enabled=false",
		"dbms.security.auth_enabled=false",
		"dbms.memory.pagecache.size=64m",
		"dbms.tx_log.preallocate=false",
		"dbms.tx_log.rotation.size=16m",
		"dbms.transaction.timeout=60s",
		"dbms.lock.acquisition.timeout=30s",
		"dbms.shutdown_transaction_end_timeout=2s",
	}
}

func conf5(home, data string, port int) []string {
	return []string{
		"server.directories.data=" + slashed(data),
		"server.directories.transaction.logs.root=" + slashed(data, "transactions"),
		"server.directories.logs=" + slashed(home, "logs"),
		"server.directories.run=" + slashed(home, "run"),
		"server.directories.plugins=" + slashed(home, "plugins"),
		"server.directories.import=" + slashed(home, "import"),
		"server.bolt.enabled=true",
		fmt.Sprintf("server.bolt.listen_address=127.0.0.1:%d", port),
		fmt.Sprintf("server.bolt.advertised_address=127.0.0.1:%d", port),
		"server.http.enabled=false",
		"server.https.enabled=false",
		"dbms.security.auth_enabled=false",
		"dbms.usage_report.enabled=false",
		"server.memory.pagecache.size=64m",
		"db.tx_log.preallocate=false",
		"db.tx_log.rotation.size=16m",
		"db.transaction.timeout=60s",
		"db.lock.acquisition.timeout=30s",
		"db.shutdown_transaction_end_timeout=2s",
	}
}

// conf2026 runs Cypher 25, the language that the shipped neo4j.conf of this line chooses.
func conf2026(home, data string, port int) []string {
	return append(conf5(home, data, port),
		"db.query.default_language=CYPHER_25",
		"dbms.fleet_manager.enabled=false",
	)
}

// patient takes the limits away that end a test which hangs. Whoever works on data of their own may take their time.
func patient(conf []string) []string {
	return slices.DeleteFunc(conf, func(line string) bool { return strings.Contains(line, ".transaction.timeout=") })
}

// slashed uses forward slashes everywhere: in neo4j.conf a backslash escapes.
func slashed(parts ...string) string {
	return filepath.ToSlash(filepath.Join(parts...))
}
