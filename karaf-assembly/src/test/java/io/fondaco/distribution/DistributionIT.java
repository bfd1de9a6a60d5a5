package io.fondaco.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.inject.Inject;
import javax.security.auth.Subject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.cm.ConfigurationAdmin;

/** Looks at the distribution from within, as it boots with an empty data folder. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {

    private static final Pattern URL_FIELD = Pattern.compile("\"url\":\"([^\"]+)\"");

    @Inject
    private SessionFactory sessions;

    /** Pax Exam waits for it: every boot feature is installed. */
    @Inject
    private BootFinished booted;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] config() throws IOException {
        return Distribution.booted();
    }

    /** Boot may finish a moment before the last start level is reached. */
    @Before
    public void waitForTheHouse() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        FrameworkListener listener = event -> {
            if (levels.getStartLevel() >= 100) {
                reached.countDown();
            }
        };
        context.addFrameworkListener(listener);
        try {
            assertTrue(levels.getStartLevel() >= 100 || reached.await(60, TimeUnit.SECONDS));
        } finally {
            context.removeFrameworkListener(listener);
        }
        // Parties come in when the chain has answered.
        new HouseApi(Path.of(System.getProperty("karaf.base"))).awaitReady(context);
    }

    @Test
    public void everyBundleOfTheHouseIsActive() {
        List<String> asleep = new ArrayList<>();
        int ours = 0;
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
            if (bundle.getSymbolicName().startsWith("io.fondaco.") && !fragment) {
                ours++;
                if (bundle.getState() != Bundle.ACTIVE) {
                    asleep.add(bundle.getSymbolicName());
                }
            }
        }
        assertTrue("Only " + ours + " bundles of ours were found", ours >= 20);
        assertEquals(List.of(), asleep);
    }

    @Test
    public void theApiIsReadyForWhoHasTheToken() throws Exception {
        HttpURLConnection answer = get("/status", "Bearer " + token());
        assertEquals(200, answer.getResponseCode());
        String body = text(answer.getInputStream());
        assertTrue(body, body.contains("\"ready\":true"));
    }

    @Test
    public void theApiRefusesWhoHasNoToken() throws Exception {
        for (String authorization : new String[] {null, "Bearer ", "Bearer nonsense", "Basic a2FyYWY6a2FyYWY="}) {
            for (String path : List.of("/status", "/run", "/shutdown", "/nothing", "")) {
                assertEquals(
                        path + " with " + authorization,
                        401,
                        get(path, authorization).getResponseCode());
            }
        }
    }

    @Test
    public void nobodyCanLogInBeforeAPasswordWasMade() throws Exception {
        for (String name : List.of("users.properties", "keys.properties")) {
            for (String line : Files.readAllLines(Path.of(System.getProperty("karaf.etc"), name))) {
                assertTrue(name + " lets somebody in: " + line, line.isBlank() || line.startsWith("#"));
            }
        }
    }

    @Test
    public void everyCommandScopeOfOursSaysWhoMayRunIt() throws Exception {
        Set<String> scopes = new TreeSet<>();
        for (Command command : sessions.getRegistry().getCommands()) {
            Bundle owner = FrameworkUtil.getBundle(command.getClass());
            if (owner != null && owner.getSymbolicName().startsWith("io.fondaco.")) {
                scopes.add(command.getScope());
            }
        }
        scopes.addAll(List.of("deal", "market", "piece", "transfer", "party", "wallet"));
        for (String scope : scopes) {
            var acl = configurations
                    .getConfiguration("org.apache.karaf.command.acl." + scope, null)
                    .getProperties();
            assertNotNull("No ACL for " + scope, acl);
            assertEquals("Verbs of " + scope + " not named in its ACL", "admin", acl.get("*"));
        }
    }

    @Test
    public void aViewerChangesNothing() throws Exception {
        for (String command : List.of(
                "system:shutdown -f",
                "bundle:stop 0",
                "feature:uninstall fondaco-api",
                "config:property-set --pid x y z",
                "jaas:user-add x y",
                "service:list",
                "log:set DEBUG",
                "deal:whatever",
                "deal:cancel bafy",
                "deal:retry bafy",
                "deal:import bafy /etc/hosts",
                "market:ask-set bob",
                "transfer:cancel x",
                "piece:cid /etc/hosts",
                "chain:export /tmp/chain.car",
                "chain:import /etc/hosts",
                "mpool:push 8182",
                "wallet:new",
                "wallet:send alice bob 1FIL",
                "wallet:sign alice 0x00",
                "wallet:import /etc/hosts",
                "wallet:export --yes-show-the-secret alice",
                "funds:add alice 1FIL",
                "funds:withdraw alice all",
                "shell:exec ls")) {
            String refusal = runAs(command, "viewer", "ssh");
            assertNotNull("A viewer ran " + command, refusal);
            assertTrue(command + ": " + refusal, refusal.contains("Insufficient") || refusal.contains("not found"));
        }
    }

    @Test
    public void aViewerSeesWhatThereIs() throws Exception {
        for (String command : List.of(
                "deal:list",
                "deal:table storage.client",
                "market:list",
                "market:ask-show bob",
                "transfer:list",
                "party:list",
                "wallet:list",
                "wallet:balance alice",
                "chain:head")) {
            assertNull("A viewer may not run " + command, runAs(command, "viewer", "ssh"));
        }
        String unknown = runAs("deal:explain nosuch", "viewer", "ssh");
        assertTrue(unknown, unknown.contains("no deal begins with nosuch"));
    }

    @Test
    public void whatHasNoPlaceInTheHouseIsNotThere() {
        List<String> unwanted =
                List.of("jmx", "management", "jolokia", "jdbc", "obr", "instance", "wrapper", "webconsole");
        List<String> found = Arrays.stream(context.getBundles())
                .map(Bundle::getSymbolicName)
                .filter(name -> name.startsWith("org.apache.karaf.") || name.startsWith("org.apache.felix."))
                .filter(name -> unwanted.stream().anyMatch(name::contains))
                .toList();
        assertEquals(List.of(), found);
    }

    @Test
    public void installingAPluginRefreshesNobody() throws Exception {
        var features = configurations
                .getConfiguration("org.apache.karaf.features", null)
                .getProperties();
        assertFalse(Boolean.parseBoolean(String.valueOf(features.get("autoRefresh"))));
    }

    /** Runs a line with roles; null when it went through, else why not. */
    private String runAs(String line, String... roles) throws Exception {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("somebody"));
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try {
            Subject.doAs(subject, (PrivilegedExceptionAction<Object>) () -> {
                Session session = sessions.create(InputStream.nullInputStream(), out, out);
                try {
                    return session.execute(line);
                } finally {
                    session.close();
                }
            });
            return null;
        } catch (PrivilegedActionException e) {
            return String.valueOf(e.getCause().getMessage());
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static HttpURLConnection get(String path, String authorization) throws IOException {
        Matcher url = URL_FIELD.matcher(Files.readString(Path.of(System.getProperty("karaf.base"), "api.json")));
        assertTrue(url.find());
        HttpURLConnection connection = (HttpURLConnection) new URL(url.group(1) + path).openConnection(Proxy.NO_PROXY);
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        return connection;
    }

    private static String token() throws IOException {
        return Files.readString(Path.of(System.getProperty("karaf.base"), "api-token"))
                .strip();
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
