package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Registration;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Commands about the chain that take their time. */
public class ChainFilesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    @Test
    public void exportsAChainThatAnotherNodeCanImport() throws Exception {
        house.net.turn(40);
        ChainExport export = house.with(new ChainExport());
        export.file = folder.getRoot().toPath().resolve("chain.car").toString();
        ChainExport.Written written = export.ask();
        assertThat(Path.of(export.file)).hasSize(written.bytes());
        assertThat(written.states()).isEqualTo(60);
        assertThat(DevnetHouse.shown(export, written)).contains("chain:import " + export.file);
        assertThatThrownBy(export::ask).hasMessageContaining("is there already");
        export.file = folder.getRoot().toPath().resolve("nowhere/chain.car").toString();
        assertThatThrownBy(export::ask)
                .hasMessageContaining(
                        "There is no folder " + folder.getRoot().toPath().resolve("nowhere"));
        export.file = folder.getRoot().toPath().resolve("other.car").toString();
        export.kept = 59L;
        assertThatThrownBy(export::ask).hasMessageContaining("60 epochs at least");

        house.net.turn(1);
        ChainImport taking = house.with(new ChainImport());
        taking.file = written.file().toString();
        ChainImport.Taken taken = taking.ask();
        assertThat(taken.epoch()).isEqualTo(written.epoch());
        assertThat(taken.adopted()).isTrue();
        assertThat(DevnetHouse.shown(taking, taken)).contains("its head is on this node's chain now");
        try (DevnetHouse other = new DevnetHouse()) {
            // Another chain of the same network, and a longer one.
            other.pay(other.bob, "1");
            other.net.turn(60);
            other.with(taking);
            ChainImport.Taken refused = taking.ask();
            assertThat(refused.adopted()).isFalse();
            assertThat(DevnetHouse.shown(taking, refused)).contains("heavier, so its head stays");
        }
    }

    @Test
    public void saysWhyAChainCannotBeWritten() throws Exception {
        ChainExport export = house.with(new ChainExport());
        Path file = folder.getRoot().toPath().resolve("chain.car");
        export.file = file.toString();
        for (Map.Entry<IOException, String> each : Map.<IOException, String>of(
                        new FileAlreadyExistsException(file.toString()), "it is there already",
                        new NoSuchFileException(file.toString()), "its folder is gone",
                        new AccessDeniedException(file.toString()), "the node may not write there",
                        new FileSystemException(file.toString(), null, "Read-only file system"),
                                "Read-only file system")
                .entrySet()) {
            export.node = Fakes.of(
                    FullNode.class,
                    Map.of("head", none -> house.net.node().head(), "exportTo", how -> thrown(each.getKey())));
            assertThatThrownBy(export::ask).hasMessage(file + " cannot be written: " + each.getValue());
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Object thrown(Exception failure) throws E {
        throw (E) failure;
    }

    @Test
    public void refusesToImportWhatIsNoChain() throws Exception {
        ChainImport command = house.with(new ChainImport());
        command.file = "nowhere.car";
        assertThatThrownBy(command::ask).hasMessageContaining("There is no file /home/somebody/nowhere.car");
        Path junk = Files.writeString(folder.getRoot().toPath().resolve("junk.car"), "junk");
        command.file = junk.toString();
        Tipset head = house.net.node().head();
        assertThatThrownBy(command::ask).isInstanceOf(Exception.class).hasMessageNotContaining("Interrupted");
        assertThat(house.net.node().head()).isEqualTo(head);
    }

    @Test
    public void followsTheHeadAndSaysWhatLeavesTheChain() throws Exception {
        house.net.turn(4);
        FullNode node = house.net.node();
        Tipset two = node.tipsetAt(io.fondaco.model.Epoch.of(2));
        Tipset three = node.tipsetAt(io.fondaco.model.Epoch.of(3));
        List<String> closed = new ArrayList<>();
        ChainFollow command = house.with(new ChainFollow());
        command.node = Fakes.of(
                FullNode.class,
                Map.of(
                        "timeOf", epoch -> Fakes.SINCE,
                        "follow",
                                told -> {
                                    @SuppressWarnings("unchecked")
                                    Consumer<HeadChange> then = (Consumer<HeadChange>) told[0];
                                    then.accept(new HeadChange(List.of(), List.of(two)));
                                    then.accept(new HeadChange(List.of(two), List.of(three)));
                                    return (Registration) () -> closed.add("closed");
                                }));
        command.count = 2;
        command.json = true;
        assertThat(command.ask())
                .extracting(ChainFollow.Move::move, ChainFollow.Move::epoch)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("applied", 2L),
                        org.assertj.core.groups.Tuple.tuple("reverted", 2L),
                        org.assertj.core.groups.Tuple.tuple("applied", 3L));
        assertThat(closed).containsExactly("closed");
        command.count = null;
        command.timeout = 1;
        assertThat(command.ask()).as("ends with the time").hasSize(3);
        command.timeout = null;
        assertThatThrownBy(command::ask).hasMessageContaining("say with --count or --timeout");
        command.count = 0;
        assertThatThrownBy(command::ask).hasMessageContaining("--count is 1 or more");
    }

    @Test
    public void saysThatLongWorkGoesOnAndPassesOnHowItFails() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        HouseCommand<String> command = new HouseCommand<>() {
            @Override
            String ask() throws Exception {
                return watched(
                        () -> {
                            told.countDown();
                            return "still at it";
                        },
                        () -> {
                            told.await();
                            return "done";
                        });
            }

            @Override
            void show(String answer, java.io.PrintStream out) {
                out.println(answer);
            }

            @Override
            Duration pace() {
                return Duration.ofMillis(1);
            }
        };
        command.session = DevnetHouse.terminal();
        assertThat(command.ask()).isEqualTo("done");
        assertThatThrownBy(() -> command.watched(() -> "", () -> {
                    throw new java.io.IOException("no space left");
                }))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("no space left");
    }
}
