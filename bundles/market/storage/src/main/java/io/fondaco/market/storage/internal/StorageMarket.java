package io.fondaco.market.storage.internal;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.MinerInfo;
import io.fondaco.codec.DecodeException;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.PieceMarket;
import io.fondaco.market.storage.internal.client.ClientDeal;
import io.fondaco.market.storage.internal.client.ClientEvent;
import io.fondaco.market.storage.internal.client.ClientSide;
import io.fondaco.market.storage.internal.client.ClientTable;
import io.fondaco.market.storage.internal.provider.Answers;
import io.fondaco.market.storage.internal.provider.AskBook;
import io.fondaco.market.storage.internal.provider.ProviderDeal;
import io.fondaco.market.storage.internal.provider.ProviderEvent;
import io.fondaco.market.storage.internal.provider.ProviderSide;
import io.fondaco.market.storage.internal.provider.ProviderTable;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.Messages;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.market.storage.internal.wire.Seals;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Filecoin storage market. Both tables run as long as the market is open; parties come and go, and a deal whose party
 * is away waits for it.
 */
public final class StorageMarket implements PieceMarket, AutoCloseable {

    private static final String NAME = "storage";

    /** How fast a transfer is reckoned when a start epoch is chosen, in bytes a second. */
    private static final long RECKONED_SPEED = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(StorageMarket.class);

    private final House house;
    private final Deals deals;
    private final ClientSide clientSide;
    private final ProviderSide providerSide;
    private final AskBook asks;
    private final Answers answers;
    private final Late<ClientEvent, ClientDeal> clients = new Late<>();
    private final Late<ProviderEvent, ProviderDeal> providers = new Late<>();
    private final Registration watching;
    private final Map<Party, Registration> present = new ConcurrentHashMap<>();

    /**
     * Opens the market and resumes its deals.
     *
     * @param parties who is in already; deals resume at once and would only wait for them
     */
    public StorageMarket(House house, DealEngine engine, Deals deals, StorageSettings settings, List<Party> parties) {
        this.house = house;
        this.deals = deals;
        this.asks = new AskBook(house);
        this.answers = new Answers(house, asks);
        this.clientSide = new ClientSide(house);
        this.providerSide = new ProviderSide(house, settings, asks, answers);
        parties.forEach(house::enter);
        clientSide.runs(clients);
        providerSide.runs(providers);
        answers.runs(providers);
        this.watching = deals.watch(this::changed);
        try {
            providers.is(engine.run(ProviderTable.table(settings.restartWait()), providerSide));
            // The listeners of a party must be there before its client's deals begin to move bytes again.
            parties.forEach(this::open);
            clients.is(engine.run(ClientTable.table(settings.pollEvery()), clientSide));
        } catch (RuntimeException | Error broken) {
            close();
            throw broken;
        }
    }

    private void changed(DealView deal, DealHistory event) {
        if (deal.open()) {
            return;
        }
        if (deal.market().equals(ClientTable.NAME)) {
            clientSide.over(deal.id());
        } else if (deal.market().equals(ProviderTable.NAME)) {
            providerSide.over(deal.id());
        }
    }

    /** A party has come in. */
    public void enter(Party party) {
        open(party);
        revive(party, clients);
        revive(party, providers);
    }

    private void open(Party party) {
        house.enter(party);
        List<Registration> all = new ArrayList<>();
        boolean provides = party.roles().contains(Role.PROVIDER);
        if (provides) {
            all.add(answers.open(party));
            all.add(house.transfers().respond(party.host().id(), ClientSide.VOUCHER, providerSide.receiving()::decide));
        }
        all.add(house.transfers().listen(party.host().id(), event -> {
            clientSide.transferred(event);
            providerSide.receiving().transferred(event);
        }));
        Registration before = present.put(party, () -> all.forEach(Registration::close));
        if (before != null) {
            before.close();
        }
    }

    /** Deals that were held up because this party was away go on now. */
    private void revive(Party party, Machine<?, ?> machine) {
        for (DealId id : machine.open()) {
            boolean heldUp = id.party().equals(party.name())
                    && machine.view(id).flatMap(DealView::fault).isPresent();
            if (heldUp) {
                deals.retry(id).whenComplete((view, refused) -> {
                    if (refused != null) {
                        LOG.debug("{} goes on by itself: {}", id, refused.getMessage());
                    }
                });
            }
        }
    }

    /** A party has left. */
    public void leave(Party party) {
        house.leave(party);
        Registration all = present.remove(party);
        if (all != null) {
            all.close();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "Filecoin storage deals: pieces kept by miners, paid in FIL. `fondaco store FILE` takes part.";
    }

    @Override
    public CompletionStage<DealId> offer(Offer offer) {
        Party client;
        MinerInfo miner;
        try {
            client = client(offer.client());
            miner = miner(offer.provider());
        } catch (OfferRefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletionStage<Optional<Ask>> ask = offer.pricePerEpoch().isPresent()
                ? CompletableFuture.completedFuture(Optional.empty())
                : fetchAsk(client, miner).thenApply(Optional::of);
        return ask.thenCompose(a -> {
            ClientDeal deal = deal(client, miner, offer, a);
            return clients.open(deal.id(), deal, new ClientEvent.Open()).thenApply(DealView::id);
        });
    }

    private Party client(String name) {
        Party client = house.party(name)
                .orElseThrow(() ->
                        new OfferRefusedException("no party " + name + " in the house; `party:list` shows who is"));
        if (!client.roles().contains(Role.CLIENT)) {
            throw new OfferRefusedException("party " + name + " is no client; give it the role in its configuration");
        }
        return client;
    }

    private MinerInfo miner(Address provider) {
        return house.chain()
                .miner(provider)
                .orElseThrow(() -> new OfferRefusedException("the chain knows no provider " + provider));
    }

    private ClientDeal deal(Party client, MinerInfo miner, Offer offer, Optional<Ask> ask) {
        var policy = house.chain().policy();
        var size = offer.payload().pieceSize();
        ask.ifPresent(a -> fits(size, a));
        Epoch start = offer.start().orElseGet(() -> soonest(offer));
        long duration = offer.duration().orElse(policy.minDealDuration());
        TokenAmount price =
                offer.pricePerEpoch().orElseGet(() -> ask.orElseThrow().forPiece(size, offer.verified()));
        // Bounds move with every epoch: a fifth of headroom keeps an honest proposal from being rejected for that.
        TokenAmount collateral = house.actor()
                .collateral(size, offer.verified())
                .least()
                .times(6)
                .dividedBy(5);
        DealProposal proposal = new DealProposal(
                offer.payload().pieceCid(),
                size.padded(),
                offer.verified(),
                client.wallet(),
                miner.miner(),
                DealLabel.ofText(offer.payload().root().toString()),
                start,
                start.plus(duration),
                price,
                collateral,
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(proposal);
        ClientDealProposal signed = new ClientDealProposal(
                proposal, bytes, house.keys().sign(client.wallet(), bytes).toBytes());
        Agreement agreement = Agreement.of(
                proposal,
                signed.cid(),
                signed.proposalCid(),
                signed.toBytes(),
                offer.payload().root(),
                offer.transfer(),
                offer.location(),
                offer.payload().carBytes(),
                true,
                house.chain().timeOf(proposal.start()),
                house.chain().timeOf(proposal.end()),
                policy.epoch());
        return new ClientDeal(
                agreement,
                client.name(),
                client.wallet(),
                miner.peerId(),
                miner.worker(),
                OnChain.NOTHING,
                Optional.empty(),
                TokenAmount.ZERO,
                "",
                0,
                0);
    }

    /** What the provider would reject for its size is refused before any money moves. */
    private static void fits(PieceSize size, Ask ask) {
        if (size.padded() < ask.smallest().padded()
                || size.padded() > ask.largest().padded()) {
            throw new OfferRefusedException("provider " + ask.provider() + " takes pieces of " + ask.smallest() + " to "
                    + ask.largest() + ", this one has " + size
                    + "; pack small files together, cut large ones, or ask another provider");
        }
    }

    /** The head, three times what sealing takes, and time to move and check the bytes. */
    private Epoch soonest(Offer offer) {
        var policy = house.chain().policy();
        long seconds = 30 + 2 * offer.payload().carBytes() / RECKONED_SPEED;
        long epochs = seconds * 1000 / Math.max(1, policy.epoch().toMillis()) + 1;
        return house.chain().head().plus(3 * policy.sealing() + epochs);
    }

    @Override
    public CompletionStage<Ask> ask(String client, Address provider) {
        try {
            return fetchAsk(client(client), miner(provider));
        } catch (OfferRefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletionStage<Ask> fetchAsk(Party asking, MinerInfo miner) {
        return Conversation.ask(
                        asking.host(),
                        miner.peerId(),
                        Protocols.ASK,
                        protocol -> Messages.ASK_REQUEST.encode(
                                new Messages.AskRequest(miner.miner()), Protocols.form(protocol)))
                .thenApply(reply -> checked(reply, miner));
    }

    private static Ask checked(Conversation.Reply reply, MinerInfo miner) {
        Form form = Protocols.form(reply.protocol());
        Messages.AskResponse response;
        try {
            response = Messages.ASK_RESPONSE.decode(reply.message(), form, Protocols.MOST_BYTES);
        } catch (DecodeException nonsense) {
            throw new OfferRefusedException(
                    "provider " + miner.miner() + " answers nonsense: " + nonsense.getMessage(), nonsense);
        }
        Messages.SignedStorageAsk signed = response.ask()
                .orElseThrow(() -> new OfferRefusedException("provider " + miner.miner() + " has no ask"));
        boolean genuine = signed.ask().value().miner().equals(miner.miner())
                && Seals.holds(signed.ask(), Messages.STORAGE_ASK, signed.signature(), miner.worker());
        if (!genuine) {
            throw new OfferRefusedException("the ask of provider " + miner.miner() + " is not signed by its worker");
        }
        try {
            return AskBook.ask(signed.ask().value());
        } catch (InvalidValueException nonsense) {
            throw new OfferRefusedException(
                    "provider " + miner.miner() + " answers nonsense: " + nonsense.getMessage(), nonsense);
        }
    }

    @Override
    public CompletionStage<Ask> setAsk(String provider, AskTerms terms) {
        Optional<Party> party = house.party(provider).filter(p -> p.miner().isPresent());
        if (party.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new OfferRefusedException("no provider " + provider + " in the house; `party:list` shows who is"));
        }
        try {
            return asks.set(party.get(), terms);
        } catch (IllegalArgumentException refused) {
            return CompletableFuture.failedFuture(new OfferRefusedException(refused.getMessage(), refused));
        }
    }

    @Override
    public CompletionStage<Void> importData(DealId deal, Path file) {
        return providerSide.receiving().importData(deal, file);
    }

    @Override
    public void close() {
        List.copyOf(present.keySet()).forEach(this::leave);
        clients.close();
        providers.close();
        watching.close();
    }
}
