import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * Runs one Neo4j and lends it to one process at a time.
 *
 * <p>Arguments: HOME ID IDLE_MILLIS, where less than 0 is for ever. HOME holds neo4j.conf and the file "server", to which this program adds the lines
 * "pid=" and "control=". Who connects to the control port and sends "lease ID" is answered "leased" and holds the server until the
 * connection ends, however it ends; meanwhile everyone else is answered "busy". Standard output carries three words to the
 * process that started this one: "control PORT", then "ready", or "taken" when the Bolt port belongs to someone else.
 * "look ID" asks without leasing, "stop ID" ends the server.
 *
 * <p>The source is compiled by the launcher of JDK 11 and later: nothing newer than Java 11 may appear here.
 */
public final class Launcher {
    private static final int ASK_TIMEOUT_MILLIS = 5_000;
    /** How long a server waits for the process that started it, if that process never came. */
    private static final long FIRST_LEASE_MILLIS = 5_000;

    private final Path home;
    private final String id;
    private final long idleMillis;

    private DatabaseManagementService neo4j;
    private Socket holder;
    private boolean everLeased;
    private boolean ready;
    private boolean ending;
    private boolean failed;
    private boolean keepsData;
    private long idleSince;

    private Launcher(Path home, String id, long idleMillis) {
        this.home = home;
        this.id = id;
        this.idleMillis = idleMillis;
    }

    public static void main(String[] args) throws Exception {
        new Launcher(Path.of(args[0]), args[1], Long.parseLong(args[2])).run();
    }

    private void run() throws Exception {
        PrintStream parent = System.out;
        System.setOut(System.err);
        // The loopback only: the port gives control of the server to whoever knows its id.
        ServerSocket control = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        register(control.getLocalPort());
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear));
        daemon(() -> accept(control));
        say(parent, "control " + control.getLocalPort());
        try {
            neo4j = new DatabaseManagementServiceBuilder(home)
                    .loadPropertiesFromFile(home.resolve("neo4j.conf"))
                    .build();
        } catch (Throwable e) {
            failed = true;
            e.printStackTrace();
            say(parent, portTaken(e) ? "taken" : "failed");
            System.exit(1);
        }
        synchronized (this) {
            ready = true;
            idleSince = System.nanoTime();
        }
        say(parent, "ready");
        parent.close();
        waitForTheEnd();
        System.exit(0);
    }

    private static void say(PrintStream parent, String words) {
        parent.println(words);
        parent.flush();
    }

    /** Replaced whole, so that no reader meets half a file. */
    private void register(int port) throws IOException {
        Path entry = home.resolve("server");
        List<String> lines = Files.readAllLines(entry).stream()
                .filter(line -> !line.startsWith("pid=") && !line.startsWith("control="))
                .collect(Collectors.toList());
        keepsData = lines.contains("own=true");
        lines.add("pid=" + ProcessHandle.current().pid());
        lines.add("control=" + port);
        Path next = home.resolve("server.next");
        Files.write(next, lines);
        Files.move(next, entry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private synchronized void waitForTheEnd() throws InterruptedException {
        while (!ending) {
            long allowed = everLeased ? idleMillis : Math.max(idleMillis, FIRST_LEASE_MILLIS);
            long left = allowed - (System.nanoTime() - idleSince) / 1_000_000;
            if (holder != null || (everLeased && idleMillis < 0)) {
                wait();
            } else if (left > 0) {
                wait(left);
            } else {
                ending = true;
            }
        }
    }

    private void accept(ServerSocket control) {
        while (true) {
            try {
                Socket caller = control.accept();
                daemon(() -> answer(caller));
            } catch (IOException e) {
                e.printStackTrace();
                return;
            }
        }
    }

    private void answer(Socket caller) {
        try (caller) {
            caller.setSoTimeout(ASK_TIMEOUT_MILLIS);
            BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
            PrintStream out = new PrintStream(caller.getOutputStream(), true, "US-ASCII");
            String[] words = String.valueOf(in.readLine()).split(" ");
            if (words.length != 2 || !words[1].equals(id)) {
                out.println("unknown");
                return;
            }
            String result = decide(words[0], caller);
            out.println(result);
            if (result.equals("stopping")) {
                end();
            } else if (result.equals("leased")) {
                hold(caller, in);
            }
        } catch (IOException e) {
            // The caller went away; hold has let go for it.
        }
    }

    /** While Neo4j starts, only the process that starts it ("boot") may have it. */
    private synchronized String decide(String word, Socket caller) {
        if (word.equals("stop")) {
            return "stopping";
        }
        if (ending) {
            return "ending";
        }
        if (holder != null || (!ready && !word.equals("boot"))) {
            return "busy";
        }
        if (word.equals("look")) {
            return "free";
        }
        holder = caller;
        everLeased = true;
        return "leased";
    }

    private void hold(Socket caller, BufferedReader in) throws IOException {
        try {
            caller.setSoTimeout(0);
            if ("stop".equals(in.readLine())) {
                end();
            }
        } finally {
            synchronized (this) {
                holder = null;
                idleSince = System.nanoTime();
                notifyAll();
            }
        }
    }

    /** Keeps the connection open until the process is gone: that is how the caller learns that it is. */
    private void end() {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends without Neo4j's own shutdown, which waits ten seconds for network threads. What is committed is on the disk; where it is kept,
     * a checkpoint spares the next start the recovery. After a failed start the home stays, for its log; the process that started
     * this one removes it.
     */
    private void clear() {
        synchronized (this) {
            ending = true;
        }
        if (neo4j != null && keepsData) {
            try {
                neo4j.database("neo4j").executeTransactionally("CALL db.checkpoint()");
            } catch (RuntimeException e) {
                e.printStackTrace(); // then the next start recovers
            }
        }
        if (!failed) {
            delete(moveAway());
        }
        Runtime.getRuntime().halt(failed ? 1 : 0);
    }

    /** Out of the pool at once, and to where Neo4j, which still runs, puts no new file. Next looks at the pool sweep the place. */
    private Path moveAway() {
        try {
            Path ended = Files.createDirectories(Path.of(home.getParent() + ".ended")).resolve(id);
            return Files.move(home, ended, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return home;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // What is left is swept later.
        }
    }

    private static boolean portTaken(Throwable e) {
        for (; e != null; e = e.getCause()) {
            if (e instanceof BindException || String.valueOf(e.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
