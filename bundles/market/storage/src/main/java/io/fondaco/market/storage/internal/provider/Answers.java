package io.fondaco.market.storage.internal.provider;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.deal.DealView;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.OnChain;
import io.fondaco.market.storage.internal.wire.BoostMessages;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.HttpParams;
import io.fondaco.market.storage.internal.wire.Messages;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.market.storage.internal.wire.Sealed;
import io.fondaco.market.storage.internal.wire.Seals;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.party.Party;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a provider says on the network: asks, answers to proposals, states of deals. A proposal's stream is kept until the
 * deal is decided; whoever lost it proposes again and is told where the deal is.
 */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final House house;
    private final AskBook asks;
    private final BoostDeals boost;
    private final Map<DealId, Stream> waiting = new ConcurrentHashMap<>();
    private final Map<PeerId, Party> parties = new ConcurrentHashMap<>();
    private Machine<ProviderEvent, ProviderDeal> machine;

    public Answers(House house, AskBook asks) {
        this.house = house;
        this.asks = asks;
        this.boost = new BoostDeals(house);
    }

    /** The machine proposals are opened in. */
    public void runs(Machine<ProviderEvent, ProviderDeal> running) {
        machine = running;
    }

    /** Has a provider of this house answer. */
    public Registration open(Party party) {
        parties.put(party.host().id(), party);
        List<Registration> all = new ArrayList<>();
        Protocols.ASK.forEach(p -> all.add(answer(party, p, this::ask)));
        Protocols.DEAL.forEach(p -> all.add(answer(party, p, this::proposal)));
        Protocols.BOOST_DEAL.forEach(p -> all.add(answer(party, p, this::boostProposal)));
        Protocols.STATUS.forEach(p -> all.add(answer(party, p, this::status)));
        all.add(answer(party, Protocols.BOOST_STATUS_120, this::boostStatus));
        return () -> {
            all.forEach(Registration::close);
            parties.remove(party.host().id(), party);
        };
    }

    /** The provider of this house that is reached at a peer id. */
    Party party(PeerId id) {
        Party party = parties.get(id);
        if (party == null) {
            throw new IllegalStateException("no provider of this house is reached at " + id);
        }
        return party;
    }

    /** One question on one stream. */
    @FunctionalInterface
    private interface Question {
        void take(Party party, Stream stream, byte[] message);
    }

    private Registration answer(Party party, String protocol, Question question) {
        return party.host().answer(new Protocol(protocol, Protocols.MOST_BYTES, IDLE), stream -> Conversation.read(
                        stream)
                .whenComplete((message, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} on {}: {}", stream.remote(), protocol, failure.getMessage());
                        stream.reset();
                        return;
                    }
                    try {
                        question.take(party, stream, message);
                    } catch (DecodeException | IllegalArgumentException nonsense) {
                        LOG.info("{} sent nonsense on {}: {}", stream.remote(), protocol, nonsense.getMessage());
                        stream.reset();
                    } catch (RuntimeException broken) {
                        LOG.warn("{} on {} could not be answered", stream.remote(), protocol, broken);
                        stream.reset();
                    }
                }));
    }

    private void ask(Party party, Stream stream, byte[] message) {
        Form form = Protocols.form(stream.protocol());
        Messages.AskRequest request = Messages.ASK_REQUEST.decode(message, form, Protocols.MOST_BYTES);
        boolean ours = party.miner().map(request.miner()::equals).orElse(false);
        Optional<Messages.SignedStorageAsk> ask = ours ? Optional.of(asks.signed(party)) : Optional.empty();
        if (form == Form.TUPLE) {
            // An old peer checks the signature over the tuple.
            ask = ask.map(a -> signedAs(a, party, form));
        }
        finish(stream, Messages.ASK_RESPONSE.encode(new Messages.AskResponse(ask), form));
    }

    private Messages.SignedStorageAsk signedAs(Messages.SignedStorageAsk ask, Party party, Form form) {
        byte[] bytes = Messages.STORAGE_ASK.encode(ask.ask().value(), form);
        return new Messages.SignedStorageAsk(
                new Sealed<>(ask.ask().value(), bytes),
                house.keys().sign(house.worker(party), bytes).toBytes());
    }

    private void proposal(Party party, Stream stream, byte[] message) {
        Messages.Proposal proposal =
                Messages.PROPOSAL.decode(message, Protocols.form(stream.protocol()), Protocols.MOST_BYTES);
        Messages.DataRef data = proposal.piece();
        proposed(
                party,
                stream,
                proposal.dealProposal(),
                new Delivery(
                        data.root(),
                        data.transferType(),
                        Optional.empty(),
                        Map.of(),
                        data.rawBlockSize(),
                        proposal.fastRetrieval()));
    }

    /** Boost's proposals name an address to pull from. Their answers are not signed. */
    private void boostProposal(Party party, Stream stream, byte[] message) {
        BoostMessages.DealParams params =
                BoostMessages.DEAL_PARAMS.decode(message, Form.CANONICAL, Protocols.MOST_BYTES);
        BoostMessages.Transfer transfer = params.transfer();
        Delivery delivery;
        if (params.offline()) {
            delivery = new Delivery(params.dealDataRoot(), Agreement.MANUAL, Optional.empty(), Map.of(), 0, true);
        } else if (transfer.type().equals("http") || transfer.type().equals("https")) {
            HttpParams http = HttpParams.parse(transfer.params());
            delivery = new Delivery(
                    params.dealDataRoot(), "http", Optional.of(http.url()), http.headers(), transfer.size(), true);
        } else {
            finish(
                    stream,
                    BoostMessages.DEAL_RESPONSE.encode(
                            new BoostMessages.DealResponse(
                                    false, "transfer type " + transfer.type() + " is not known here; use http"),
                            Form.CANONICAL));
            return;
        }
        DealId id = new DealId(params.proposal().cid().toString(), party.name());
        Optional<DealId> same = params.dealUuid().length == BoostDeals.UUID_BYTES
                ? boost.find(params.dealUuid(), party)
                : Optional.of(id);
        String refused = params.dealUuid().length != BoostDeals.UUID_BYTES
                ? "a deal's UUID has " + BoostDeals.UUID_BYTES + " bytes"
                : same.filter(known -> !known.equals(id)).isPresent() ? "deal UUID is that of another deal" : "";
        if (!refused.isEmpty()) {
            finish(
                    stream,
                    BoostMessages.DEAL_RESPONSE.encode(new BoostMessages.DealResponse(false, refused), Form.CANONICAL));
            return;
        }
        // The number first: a deal that is there must be found by it.
        boost.remember(params.dealUuid(), party, id).whenComplete((stored, failure) -> {
            try {
                if (failure == null) {
                    proposed(party, stream, params.proposal(), delivery);
                    return;
                }
                LOG.warn("{}: the proposal could not be stored", id, failure);
            } catch (RuntimeException broken) {
                LOG.warn("{}: the proposal could not be answered", id, broken);
            }
            stream.reset();
        });
    }

    private void boostStatus(Party party, Stream stream, byte[] message) {
        BoostMessages.DealStatusRequest request =
                BoostMessages.STATUS_REQUEST.decode(message, Form.CANONICAL, Protocols.MOST_BYTES);
        finish(stream, BoostMessages.STATUS_RESPONSE.encode(boost.answer(request, party, machine), Form.CANONICAL));
    }

    /** How the data of a proposed deal gets here. */
    private record Delivery(
            Cid root, String type, Optional<URI> location, Map<String, String> headers, long bytes, boolean fast) {}

    private void proposed(Party party, Stream stream, ClientDealProposal signed, Delivery delivery) {
        DealId id = new DealId(signed.cid().toString(), party.name());
        Optional<DealView> known = machine.view(id);
        if (known.isPresent()) {
            respond(party, stream, state(known.get()), message(id), signed.cid(), published(id));
            return;
        }
        ProviderDeal deal = opened(party, stream.remote(), signed, delivery);
        Stream other = waiting.put(id, stream);
        if (other != null) {
            other.reset();
        }
        machine.open(id, deal, new ProviderEvent.Open()).whenComplete((view, failure) -> {
            if (failure != null) {
                LOG.warn("{}: the proposal could not be stored", id, failure);
                waiting.remove(id, stream);
                stream.reset();
            }
        });
    }

    private ProviderDeal opened(Party party, PeerId client, ClientDealProposal signed, Delivery delivery) {
        Instant startsAt = house.chain().timeOf(signed.proposal().start());
        Agreement agreement = Agreement.of(
                signed.proposal(),
                signed.cid(),
                signed.proposalCid(),
                signed.toBytes(),
                delivery.root(),
                delivery.type(),
                delivery.location(),
                delivery.bytes(),
                delivery.fast(),
                startsAt,
                house.chain().timeOf(signed.proposal().end()),
                house.chain().policy().epoch());
        Duration sealing = house.chain()
                .policy()
                .epoch()
                .multipliedBy(house.chain().policy().sealing());
        return new ProviderDeal(
                agreement,
                party.name(),
                client,
                party.miner().orElseThrow(),
                house.worker(party),
                startsAt.minus(sealing),
                false,
                OnChain.NOTHING,
                Optional.empty(),
                "deal-" + party.name() + "-" + signed.cid(),
                delivery.headers(),
                0,
                TokenAmount.ZERO,
                false,
                "");
    }

    private void status(Party party, Stream stream, byte[] message) {
        Form form = Protocols.form(stream.protocol());
        Messages.DealStatusRequest request = Messages.STATUS_REQUEST.decode(message, form, Protocols.MOST_BYTES);
        DealId id = new DealId(request.proposal().toString(), party.name());
        // The state before the record: a deal that moves meanwhile must not show a new state without its message.
        DealStatus now = machine.view(id).map(Answers::state).orElse(DealStatus.PROPOSAL_NOT_FOUND);
        Optional<ProviderDeal> deal = machine.remembered(id);
        byte[] question = new CborWriter().writeCid(request.proposal()).toBytes();
        boolean client = deal.map(d ->
                        Seals.holds(question, request.signature(), d.agreement().client()))
                .orElse(false);
        // A stranger learns no more than that there is nothing for them.
        Messages.ProviderDealState state = client
                ? told(now, deal.get())
                : new Messages.ProviderDealState(
                        DealStatus.PROPOSAL_NOT_FOUND,
                        "no deal " + request.proposal() + " signed by you here",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        false);
        byte[] bytes = Messages.PROVIDER_DEAL_STATE.encode(state, form);
        byte[] signature = house.keys().sign(house.worker(party), bytes).toBytes();
        finish(
                stream,
                Messages.STATUS_RESPONSE.encode(
                        new Messages.DealStatusResponse(new Sealed<>(state, bytes), signature), form));
    }

    private Messages.ProviderDealState told(DealStatus state, ProviderDeal deal) {
        ClientDealProposal signed = ClientDealProposal.parse(deal.agreement().signed());
        return new Messages.ProviderDealState(
                state,
                deal.message(),
                Optional.of(new Sealed<>(signed.proposal(), signed.proposalBytes())),
                Optional.of(deal.agreement().id()),
                deal.onChain().addFunds(),
                deal.onChain().publish(),
                deal.onChain().dealId().orElse(0L),
                deal.agreement().fastRetrieval());
    }

    static DealStatus state(DealView view) {
        for (ProviderState state : ProviderState.values()) {
            if (io.fondaco.deal.StateNames.of(state).equals(view.state())) {
                return state.wire();
            }
        }
        throw new IllegalStateException("no wire state for " + view.state());
    }

    private String message(DealId id) {
        return machine.remembered(id).map(ProviderDeal::message).orElse("");
    }

    private Optional<Cid> published(DealId id) {
        return machine.remembered(id).flatMap(d -> d.onChain().publish());
    }

    /** Tells the waiting client that the data is wanted. */
    void accepted(Party party, ProviderDeal deal) {
        Stream stream = waiting.remove(deal.id());
        if (stream != null) {
            respond(
                    party,
                    stream,
                    DealStatus.WAITING_FOR_DATA,
                    "",
                    deal.agreement().id(),
                    Optional.empty());
        }
    }

    /** Tells the waiting client that the deal is refused, and why. */
    void rejected(Party party, ProviderDeal deal) {
        Stream stream = waiting.remove(deal.id());
        if (stream != null) {
            respond(
                    party,
                    stream,
                    DealStatus.FAILING,
                    deal.message(),
                    deal.agreement().id(),
                    Optional.empty());
        }
    }

    void forget(DealId deal) {
        Stream stream = waiting.remove(deal);
        if (stream != null) {
            stream.reset();
        }
    }

    private void respond(
            Party party, Stream stream, DealStatus state, String text, Cid proposal, Optional<Cid> publish) {
        if (Protocols.BOOST_DEAL.contains(stream.protocol())) {
            boolean taken = state != DealStatus.FAILING && state != DealStatus.ERROR && state != DealStatus.REJECTING;
            finish(
                    stream,
                    BoostMessages.DEAL_RESPONSE.encode(
                            new BoostMessages.DealResponse(taken, taken ? "" : text), Form.CANONICAL));
            return;
        }
        Form form = Protocols.form(stream.protocol());
        Messages.Response response = new Messages.Response(state, text, proposal, publish);
        byte[] bytes = Messages.RESPONSE.encode(response, form);
        byte[] signature = house.keys().sign(house.worker(party), bytes).toBytes();
        finish(
                stream,
                Messages.SIGNED_RESPONSE.encode(
                        new Messages.SignedResponse(new Sealed<>(response, bytes), signature), form));
    }

    private static void finish(Stream stream, byte[] message) {
        BiConsumer<Void, Throwable> note = (done, failure) -> {
            if (failure != null) {
                LOG.info(
                        "{} did not take its answer on {}: {}",
                        stream.remote(),
                        stream.protocol(),
                        failure.getMessage());
            }
        };
        Conversation.finish(stream, message).whenComplete(note);
    }
}
