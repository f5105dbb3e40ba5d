// Package neo4jtest gives tests, examples and development a real Neo4j, without anything to set up.
//
//	func TestPeople(t *testing.T) {
//		srv := neo4jtest.Start(t)
//		driver := srv.Driver(t) // the database is empty now
//		...
//	}
//
// # Where the server comes from
//
// The first of these that can be had, in this order:
//
//   - NEO4J_URI, with NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE: the server that you name. Packages that are tested at
//     once on one machine take turns. Its database is emptied only if the address is a loopback one, or NEO4JTEST_ALLOW_RESET=1.
//   - A local JVM: Neo4j Community, fetched once by Maven (about 120 MB a line), on a JDK that fits. The first use takes the time of
//     the download and some seconds to start; the next test run finds that server still warm and starts in milliseconds.
//   - Docker, through testcontainers-go: one container a process, from the image NEO4JTEST_IMAGE or the official one.
//
// Where none can be had the test is skipped, with what was tried and what to install; under NEO4JTEST_REQUIRED=1 it fails instead.
//
// # Warm servers
//
// A local server is leased by one process at a time and outlives it: it ends itself when nobody has leased it for ten minutes, and
// removes its files. So parallel test packages never share a database at one time, and nothing but such an idle server is left
// behind, however a test ends. At most four servers of a line run at once; a further process waits for one to be let go.
// A process that is killed while its server starts leaves a server that finishes starting and is then idle.
//
// Within one process everybody shares one server of each line, and so one database: tests of a package that call
// [Server.Driver] must not run in parallel with each other, unless each keeps to labels of its own and only one of them calls it.
//
// # Data that stay
//
// [Run] with [WithDataDir] gives a server of one's own, whose data are in a folder and there again at the next start; [Server.Wait]
// waits for its end. [WithStay] leaves it running behind the process, for [Stop] to end. `ogm dev` is this for the command line.
//
// # Environment
//
//	NEO4JTEST_VERSION      4.4, 5.26 (the default) or 2026
//	NEO4JTEST_REQUIRED     1: a test without a server fails instead of being skipped
//	NEO4JTEST_BACKEND      uri, local or docker: only this one is tried
//	NEO4JTEST_ALLOW_RESET  1: the database behind NEO4J_URI may be emptied wherever it is
//	NEO4JTEST_CACHE        folder of jars and servers; by default go-ogm/neo4jtest in the user's cache folder
//	NEO4JTEST_IDLE         how long a server stays without a lease, such as 90s; by default 10m
//	NEO4JTEST_SERVERS      how many local servers of one line run at most; by default 4
//	NEO4JTEST_JVM_FLAGS    further flags of the JVMs that are started from now on, such as -Xmx2g; of several, the last counts
//	NEO4JTEST_IMAGE        image of the container; by default the official one of the line
//
// # Goroutines
//
// With NEO4J_URI and the local JVM no goroutine stays behind a call of this package. With Docker the clients of
// testcontainers-go keep some while the container runs: use goleak.IgnoreCurrent after [Start].
package neo4jtest
