package io.fondaco.market.storage.internal;

import static io.fondaco.market.storage.internal.DealWatch.at;
import static io.fondaco.market.storage.internal.DealWatch.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Offer;
import io.fondaco.market.Payload;
import io.fondaco.market.storage.internal.wire.BoostMessages;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.party.Party;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Deals whose provider pulls the data from the address of a Boost proposal. */
public class PulledDealTest {

    private static final URI ADDRESS = URI.create("https://example.com/some.car");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private StorageNode node;
    private DealWatch watch;

    @Before
    public void open() throws IOException {
        MemoryStore store = new MemoryStore();
        node = new StorageNode(store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE);
        watch = new DealWatch(node);
    }

    @After
    public void close() {
        node.close();
        assertThat(node.chain().audit()).isEmpty();
    }

    private Offer pulled(Payload payload) {
        Offer o = node.offer(payload);
        return new Offer(
                o.market(),
                o.client(),
                o.provider(),
                payload,
                "http",
                Optional.of(ADDRESS),
                o.start(),
                o.duration(),
                o.pricePerEpoch(),
                false);
    }

    /** A transport that answers http orders from a file, without a network. */
    private static Transport served(Path file, List<TransferOrder> seen) {
        return new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                seen.add(order);
                CompletableFuture<Long> done = new CompletableFuture<>();
                meter.opened();
                try {
                    Files.copy(file, order.file(), StandardCopyOption.REPLACE_EXISTING);
                    done.complete(Files.size(file));
                } catch (IOException e) {
                    done.completeExceptionally(e);
                }
                return new Attempt() {
                    @Override
                    public CompletionStage<Long> done() {
                        return done;
                    }

                    @Override
                    public void stop(String why) {
                        done.cancel(false);
                    }
                };
            }
        };
    }

    @Test
    public void aProviderPullsTheDataFromTheAddressOfABoostProposal() throws Exception {
        Payload payload = node.prepare(10, 100_000);
        List<TransferOrder> orders = new CopyOnWriteArrayList<>();
        node.dispatcher()
                .addTransport(served(
                        node.blobs().find(payload.pieceCid()).orElseThrow().path(), orders));
        DealId client = get(node.market().offer(pulled(payload)));
        watch.until(at("bob", client), d -> d.state().equals("Active"));
        byte[] uuid = Arrays.copyOf(Cid.parse(client.local()).multihash().digest(), 16);
        BoostMessages.DealStatusResponse told = boostStatus(uuid, node.alice());
        assertThat(told.error()).isEmpty();
        assertThat(told.transferSize()).isEqualTo(payload.carBytes());
        assertThat(told.received()).isEqualTo(payload.carBytes());
        BoostMessages.Status status = told.status().orElseThrow();
        assertThat(status.status()).isEqualTo("IndexedAndAnnounced");
        assertThat(status.signedProposalCid()).hasToString(client.local());
        assertThat(status.publishCid()).isPresent();
        assertThat(status.error()).isEmpty();
        assertThat(boostStatus(uuid, node.bob()).status())
                .as("asked by another")
                .isEmpty();
        assertThat(boostStatus(new byte[16], node.alice()).error()).contains("no deal 00000000-");
        assertThat(boostStatus(new byte[3], node.alice()).error()).contains("no deal 000000 ");
        assertThat(watch.untilOver(at("bob", client)).state()).isEqualTo("Expired");
        assertThat(watch.untilOver(client).state()).isEqualTo("Expired");
        assertThat(boostStatus(uuid, node.alice()).status().orElseThrow().status())
                .isEqualTo("Complete");
        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).location()).contains(ADDRESS);
        assertThat(orders.get(0).bytes()).isEqualTo(payload.carBytes());
        assertThat(watch.events(at("bob", client))).contains("DataTransferInitiated", "DataTransferCompleted");
    }

    /** Boost's status of a deal, as a party is told it that signs the question. */
    private BoostMessages.DealStatusResponse boostStatus(byte[] uuid, Party who) throws Exception {
        byte[] question = BoostMessages.STATUS_REQUEST.encode(
                new BoostMessages.DealStatusRequest(
                        uuid, node.keys().sign(who.wallet(), uuid).toBytes()),
                Form.CANONICAL);
        Conversation.Reply reply = get(Conversation.ask(
                node.alice().host(),
                node.bob().host().id(),
                List.of(Protocols.BOOST_STATUS_120),
                protocol -> question));
        return BoostMessages.STATUS_RESPONSE.decode(reply.message(), Form.CANONICAL, Protocols.MOST_BYTES);
    }

    /** A transport whose attempts never open: an address where nobody answers. */
    private static Transport silent(CompletableFuture<TransferOrder> asked) {
        return new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                CompletableFuture<Long> done = new CompletableFuture<>();
                try {
                    // What a transport that can resume leaves beside the draft.
                    Files.createFile(order.file().resolveSibling(order.file().getFileName() + ".http"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                asked.complete(order);
                return new Attempt() {
                    @Override
                    public CompletionStage<Long> done() {
                        return done;
                    }

                    @Override
                    public void stop(String why) {
                        done.completeExceptionally(TransportException.passing(why, null));
                    }
                };
            }
        };
    }

    @Test
    public void aDealThatEndsBeforeItsPullOpenedCallsThePullOff() throws Exception {
        Payload payload = node.prepare(11, 10_000);
        CompletableFuture<TransferOrder> asked = new CompletableFuture<>();
        node.dispatcher().addTransport(silent(asked));
        DealId client = get(node.market().offer(pulled(payload)));
        DealId provider = at("bob", client);
        TransferOrder pull = get(asked);
        get(node.engine().cancel(provider, "no room after all"));
        assertThat(watch.untilOver(provider).state()).isEqualTo("Error");
        assertThat(node.dispatcher().list())
                .filteredOn(t -> t.id().equals(pull.id()))
                .extracting(TransferView::status)
                .containsExactly("cancelled");
        assertThat(node.blobs().drafts("deal-")).isEmpty();
    }
}
