package io.fondaco.persistence.sqlite.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.sqlite.internal.Migrations.Migration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MigrationsTest {

    private static final Migration ONE =
            new Migration("001-a.sql", "-- one; two\nCREATE TABLE a (x);\nCREATE TABLE b (y);\n");
    private static final Migration TWO = new Migration("002-b.sql", "ALTER TABLE a ADD COLUMN z;\n");
    private static final Migration THREE = new Migration("003-c.sql", "CREATE TABLE c (x);\n");
    private static final Migration BROKEN = new Migration("003-c.sql", "CREATE TABLE d (x);\nCREATE TABLE a (x);\n");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Database database;

    @Before
    public void choose() {
        database = new Database(folder.getRoot().toPath().resolve("m.db"));
    }

    private void run(Migration... known) {
        new Migrations(List.of(known)).bringUpToDate(database);
    }

    private long ask(String sql) throws SQLException {
        try (Connection connection = database.writer();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    private void tell(String sql) throws SQLException {
        try (Connection connection = database.writer();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    public void appliesOnlyWhatIsNew() throws SQLException {
        run(ONE);
        run(ONE, TWO);
        run(ONE, TWO);
        assertThat(ask("SELECT count(*) FROM migration")).isEqualTo(2);
        assertThat(ask("SELECT count(z) FROM a")).isZero();
    }

    @Test
    public void refusesAMigrationThatWasChangedAfterwards() {
        run(ONE, TWO);
        assertThatThrownBy(() -> run(ONE, new Migration("002-b.sql", TWO.sql() + "-- nicer\n")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("002-b.sql is not what was applied");
    }

    @Test
    public void refusesAGap() throws SQLException {
        run(ONE, TWO, THREE);
        tell("DELETE FROM migration WHERE number = 2");
        assertThatThrownBy(() -> run(ONE, TWO, THREE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("002-b.sql, is missing");
    }

    @Test
    public void refusesToGoBack() {
        run(ONE, TWO, THREE);
        assertThatThrownBy(() -> run(ONE, TWO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("003-c.sql");
    }

    @Test
    public void aMigrationThatFailsChangesNothingAndIsNamed() throws SQLException {
        run(ONE, TWO);
        assertThatThrownBy(() -> run(ONE, TWO, BROKEN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("003-c.sql");
        assertThat(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'd'")).isZero();
        run(ONE, TWO, THREE);
    }

    @Test
    public void knowsTheTextThatFollowsAPrefix() {
        assertThat(Text.beyond("abc")).isEqualTo("abd");
        assertThat(Text.beyond("a\uD7FF")).isEqualTo("a\uE000");
        assertThat(Text.beyond("a\uFFFF")).isEqualTo("a\uD800\uDC00");
        assertThat(Text.beyond("a\uDBFF\uDFFF")).isEqualTo("b");
        assertThat(Text.beyond("\uDBFF\uDFFF")).isEmpty();
    }
}
