package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.DealView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.Payload;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.Messages;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.market.storage.internal.wire.Sealed;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Protocol;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Peers that lie, babble or ask for what is not theirs. */
public class NonsenseTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private StorageNode node;
    private Host mallory;
    private Address miner;

    @Before
    public void open() throws IOException {
        MemoryStore store = new MemoryStore();
        node = new StorageNode(store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE);
        mallory = node.stranger("mallory");
        miner = node.chain()
                .minerFor(node.keys().wallet("mallory"), mallory.id())
                .toCompletableFuture()
                .join();
    }

    @After
    public void close() {
        node.close();
        assertThat(node.chain().audit()).isEmpty();
    }

    /** Mallory answers proposals with whatever this makes of them. */
    private Registration answers(Function<Messages.Proposal, byte[]> answer) {
        return mallory.answer(
                new Protocol(Protocols.DEAL_111, Protocols.MOST_BYTES, Duration.ofSeconds(10)),
                stream -> Conversation.read(stream)
                        .thenCompose(message -> Conversation.finish(
                                stream,
                                answer.apply(
                                        Messages.PROPOSAL.decode(message, Form.CANONICAL, Protocols.MOST_BYTES)))));
    }

    private byte[] response(DealStatus state, Cid about, String signer) {
        Messages.Response response = new Messages.Response(state, "trust me", about, Optional.empty());
        byte[] bytes = Messages.RESPONSE.encode(response, Form.CANONICAL);
        byte[] signature = node.keys().sign(node.keys().wallet(signer), bytes).toBytes();
        return Messages.SIGNED_RESPONSE.encode(
                new Messages.SignedResponse(new Sealed<>(response, bytes), signature), Form.CANONICAL);
    }

    private String ends() throws Exception {
        Payload payload = node.prepare(1, 5_000);
        Offer o = node.offer(payload);
        Offer toMallory = new Offer(
                o.market(),
                o.client(),
                miner,
                o.payload(),
                o.transfer(),
                o.location(),
                o.start(),
                o.duration(),
                Optional.of(TokenAmount.atto(5)),
                o.verified());
        CompletableFuture<DealView> over = new CompletableFuture<>();
        try (Registration watching = node.engine().watch((deal, event) -> {
            if (!deal.open()) {
                over.complete(deal);
            }
        })) {
            DealId id = node.market().offer(toMallory).toCompletableFuture().get(30, TimeUnit.SECONDS);
            DealView deal = over.get(60, TimeUnit.SECONDS);
            assertThat(deal.id()).isEqualTo(id);
            assertThat(deal.state()).isEqualTo("Error");
            assertThat(node.chain().escrow(node.alice().wallet()).reserved()).isEqualTo(TokenAmount.ZERO);
            return deal.facets().get("message");
        }
    }

    @Test
    public void aProviderThatAnswersNonsenseEndsTheDealWithASentenceAndTheMoneyBack() throws Exception {
        answers(p -> new byte[] {(byte) 0x83, 1, 2, 3});
        assertThat(ends()).startsWith("error reading Response message from provider: ");
    }

    @Test
    public void anAnswerThatSomebodyElseSignedIsNotBelieved() throws Exception {
        answers(p -> response(DealStatus.WAITING_FOR_DATA, p.dealProposal().cid(), "somebody"));
        assertThat(ends()).isEqualTo("unable to verify signature on deal response");
    }

    @Test
    public void anAnswerAboutAnotherDealIsNotBelieved() throws Exception {
        answers(p -> response(DealStatus.WAITING_FOR_DATA, p.piece().root(), "mallory"));
        assertThat(ends()).contains("it is about another proposal");
    }

    @Test
    public void aRejectionSaysWhoRejectedAndWhy() throws Exception {
        answers(p -> response(DealStatus.FAILING, p.dealProposal().cid(), "mallory"));
        assertThat(ends())
                .isEqualTo(
                        "unexpected deal status while waiting for data request: 11 (Failing). Provider message: trust me");
    }

    @Test
    public void anAskForPiecesThatAreNoneIsNonsenseOfTheProviders() {
        mallory.answer(
                new Protocol(Protocols.ASK.get(0), Protocols.MOST_BYTES, Duration.ofSeconds(10)),
                stream -> Conversation.read(stream).thenCompose(message -> {
                    Messages.StorageAsk ask = new Messages.StorageAsk(
                            TokenAmount.atto(5), TokenAmount.atto(5), 1000, 100_000, miner, 0, 1_000_000, 0);
                    Form form = Protocols.form(stream.protocol());
                    byte[] bytes = Messages.STORAGE_ASK.encode(ask, form);
                    byte[] signature = node.keys()
                            .sign(node.keys().wallet("mallory"), bytes)
                            .toBytes();
                    return Conversation.finish(
                            stream,
                            Messages.ASK_RESPONSE.encode(
                                    new Messages.AskResponse(Optional.of(
                                            new Messages.SignedStorageAsk(new Sealed<>(ask, bytes), signature))),
                                    form));
                }));
        assertThatThrownBy(() ->
                        node.market().ask("alice", miner).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OfferRefusedException.class)
                .hasMessageContaining("provider " + miner + " answers nonsense: ");
    }

    @Test
    public void aStrangerLearnsNothingOfADeal() throws Exception {
        DealId id = node.market()
                .offer(node.offer(node.prepare(2, 5_000)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Cid deal = Cid.parse(id.local());
        byte[] question = new io.fondaco.codec.cbor.CborWriter().writeCid(deal).toBytes();
        byte[] signature =
                node.keys().sign(node.keys().wallet("mallory"), question).toBytes();
        Conversation.Reply reply = Conversation.ask(
                        mallory,
                        node.bob().host().id(),
                        Protocols.STATUS,
                        p -> Messages.STATUS_REQUEST.encode(
                                new Messages.DealStatusRequest(deal, signature), Protocols.form(p)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Messages.ProviderDealState told = Messages.STATUS_RESPONSE
                .decode(reply.message(), Form.CANONICAL, Protocols.MOST_BYTES)
                .dealState()
                .value();
        assertThat(told.state()).isEqualTo(DealStatus.PROPOSAL_NOT_FOUND);
        assertThat(told.proposal()).isEmpty();
    }

    @Test
    public void aPeerThatBabblesIsCutOff() {
        assertThatThrownBy(() -> Conversation.ask(
                                mallory, node.bob().host().id(), Protocols.DEAL, p -> "\u00ff\u00ff not cbor"
                                        .getBytes(StandardCharsets.ISO_8859_1))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NetworkException.class);
    }

    @Test
    public void oldPeersAreAnsweredInTheirOwnForm() throws Exception {
        Conversation.Reply reply = Conversation.ask(
                        mallory,
                        node.bob().host().id(),
                        java.util.List.of(Protocols.ASK_101),
                        p -> Messages.ASK_REQUEST.encode(
                                new Messages.AskRequest(node.bob().miner().orElseThrow()), Form.TUPLE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Messages.SignedStorageAsk ask = Messages.ASK_RESPONSE
                .decode(reply.message(), Form.TUPLE, Protocols.MOST_BYTES)
                .ask()
                .orElseThrow();
        assertThat(io.fondaco.market.storage.internal.wire.Seals.holds(
                        ask.ask().bytes(), ask.signature(), node.bob().wallet()))
                .isTrue();
    }
}
