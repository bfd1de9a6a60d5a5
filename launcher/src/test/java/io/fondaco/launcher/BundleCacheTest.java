package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class BundleCacheTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Home home;
    private NodeFolder node;
    private BundleCache cache;
    private Path cached;

    @Before
    public void fill() throws IOException {
        home = new Home(temporary.newFolder("home").toPath());
        Files.createDirectories(home.system());
        Files.writeString(home.system().resolve("a.jar"), "a");
        node = new NodeFolder(temporary.newFolder("node").toPath());
        Files.createDirectories(node.etc());
        cache = new BundleCache(home, node);
        cache.prepare();
        cached = node.karaf().resolve("cache/bundle0");
        Files.createDirectories(cached);
    }

    @Test
    public void isKeptAfterAStartThatBecameReady() throws IOException {
        cache.ready();
        assertThat(cache.prepare()).isTrue();
        assertThat(cached).exists();
    }

    @Test
    public void isEmptiedAfterAStartThatDidNot() throws IOException {
        assertThat(cache.prepare()).isFalse();
        assertThat(cached).doesNotExist();
    }

    @Test
    public void isEmptiedWhenTheStartAfterAReadyOneDies() throws IOException {
        cache.ready();
        cache.prepare();
        assertThat(cache.prepare()).isFalse();
        assertThat(cached).doesNotExist();
    }

    @Test
    public void isEmptiedWhenTheDistributionChanged() throws IOException {
        cache.ready();
        Files.writeString(home.system().resolve("a.jar"), "another");
        assertThat(cache.prepare()).isFalse();
        assertThat(cached).doesNotExist();
    }

    @Test
    public void isEmptiedWhenTheBootFeaturesChanged() throws IOException {
        cache.ready();
        Files.writeString(node.etc().resolve("org.apache.karaf.features.cfg"), "featuresBoot=x");
        assertThat(cache.prepare()).isFalse();
    }

    @Test
    public void temporaryFilesNeverSurviveAStart() throws IOException {
        Path left = node.karaf().resolve("tmp/libleft.so");
        Files.writeString(left, "x");
        cache.ready();
        cache.prepare();
        assertThat(left).doesNotExist();
        assertThat(left.getParent()).isDirectory();
    }
}
