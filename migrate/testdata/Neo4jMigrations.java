import ac.simons.neo4j.migrations.core.JavaBasedMigration;
import ac.simons.neo4j.migrations.core.MigrationChain;
import ac.simons.neo4j.migrations.core.MigrationContext;
import ac.simons.neo4j.migrations.core.Migrations;
import ac.simons.neo4j.migrations.core.MigrationsConfig;
import ac.simons.neo4j.migrations.core.ValidationResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.LogManager;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/**
 * Runs neo4j-migrations by word. Arguments: URI USER PASSWORD. Each line of standard input is "VERB FOLDER", with "out-of-order", "class" (for
 * V5__in_go) or "database=NAME" behind, and is answered by lines, the last of which is a dot. An error is a line that begins with "error".
 */
public final class Neo4jMigrations {
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        AuthToken token = args[1].isEmpty() ? AuthTokens.none() : AuthTokens.basic(args[1], args[2]);
        try (Driver driver = GraphDatabase.driver(args[0], token);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try {
                    answer(driver, line.split("\t"));
                } catch (Exception e) {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        System.out.println("error " + String.valueOf(t.getMessage()).replaceAll("\\s+", " "));
                    }
                }
                System.out.println(".");
                System.out.flush();
            }
        }
    }

    /** Stands for a function of ours. */
    public static final class V5__in_go implements JavaBasedMigration {
        @Override
        public void apply(MigrationContext context) {
            throw new IllegalStateException("it ran elsewhere");
        }
    }

    private static void answer(Driver driver, String[] words) {
        List<String> options = List.of(words).subList(2, words.length);
        MigrationsConfig.Builder config = MigrationsConfig.builder()
                .withLocationsToScan("file://" + words[1])
                .withVersionSortOrder(MigrationsConfig.VersionSortOrder.SEMANTIC)
                .withInstalledBy("java")
                .withOutOfOrderAllowed(options.contains("out-of-order"));
        if (options.contains("class")) {
            config.withMigrationClassesDiscoverer(context -> List.of(new V5__in_go()));
        }
        options.stream().filter(o -> o.startsWith("database=")).forEach(o -> config.withDatabase(o.substring("database=".length())));
        Migrations migrations = new Migrations(config.build(), driver);
        switch (words[0]) {
            case "migrate":
                System.out.println(migrations.apply().map(v -> v.getValue()).orElse(""));
                return;
            case "validate":
                ValidationResult result = migrations.validate();
                System.out.println(result.getOutcome());
                result.getWarnings().forEach(System.out::println);
                return;
            case "info":
                for (MigrationChain.Element e : migrations.info().getElements()) {
                    System.out.println(String.join("|", e.getVersion(), e.getOptionalDescription().orElse(""), e.getType().name(), e.getState().name(),
                            e.getChecksum().orElse(""), e.getSource(), e.getInstalledBy().orElse("")));
                }
                return;
            case "repair":
                System.out.println(migrations.repair().getOutcome());
                return;
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }
}
