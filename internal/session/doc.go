// Package session is the one door to the driver: it opens sessions, chooses
// access modes, retries reads, chains bookmarks and tells one observer of every
// statement. Who calls it hands over finished statements and receives records;
// what they mean is decided above.
package session
