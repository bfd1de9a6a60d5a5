package io.fondaco.market.storage.internal.provider;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.Asking;
import io.fondaco.market.storage.internal.House;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.party.Party;
import io.fondaco.persistence.Draft;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the data of a provider's deals gets here: sent by the client, pulled from an address, or brought by hand. */
public final class Receiving {

    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    /** States in which a transfer may begin or go on; the reference's list. */
    private static final Set<ProviderState> TAKES_DATA = EnumSet.of(
            ProviderState.UNKNOWN,
            ProviderState.VALIDATING,
            ProviderState.WAITING_FOR_DATA,
            ProviderState.TRANSFERRING,
            ProviderState.PROVIDER_TRANSFER_AWAIT_RESTART);

    private final House house;
    private final Answers answers;
    private final Map<TransferId, DealId> channels = new ConcurrentHashMap<>();
    /** Deals whose data is being brought. */
    private final Set<DealId> importing = ConcurrentHashMap.newKeySet();

    private Machine<ProviderEvent, ProviderDeal> machine;

    Receiving(House house, Answers answers) {
        this.house = house;
        this.answers = answers;
    }

    void runs(Machine<ProviderEvent, ProviderDeal> running) {
        machine = running;
    }

    Registration awaitData(ProviderDeal deal, Waker<ProviderEvent> waker) throws IOException, InterruptedException {
        if (hasCome(deal)) {
            // All of it had come before the word that it had was cut off, by a restart or by a full disk.
            waker.accept(new ProviderEvent.DataTransferCompleted());
        } else if (deal.agreement().location().isPresent()) {
            pull(deal);
        }
        return Wake.NOTHING;
    }

    Registration awaitTransfer(ProviderDeal deal, Waker<ProviderEvent> waker) throws IOException, InterruptedException {
        Optional<TransferView> over = channel(deal).flatMap(house::over);
        if (over.isPresent()) {
            waker.accept(
                    switch (over.get().status()) {
                        case "done" -> new ProviderEvent.DataTransferCompleted();
                        case "cancelled" -> new ProviderEvent.DataTransferCancelled();
                        default ->
                            new ProviderEvent.DataTransferFailed(over.get().note());
                    });
        } else if (deal.agreement().location().isPresent()) {
            pull(deal);
        }
        return Wake.NOTHING;
    }

    /** Whether all the data is in its draft: its transfer says so, or its size, which the client may not have told. */
    private boolean hasCome(ProviderDeal deal) throws IOException {
        long bytes = deal.agreement().payloadBytes();
        return channel(deal)
                        .flatMap(house::over)
                        .filter(t -> t.status().equals("done"))
                        .isPresent()
                || bytes > 0 && house.blobs().draft(deal.draft()).size() == bytes;
    }

    /** The channel the data comes by: as remembered, else as it was accepted since. */
    private Optional<TransferId> channel(ProviderDeal deal) {
        return deal.channel().map(TransferId::parse).or(() -> channels.entrySet().stream()
                .filter(c -> c.getValue().equals(deal.id()))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    private void pull(ProviderDeal deal) throws IOException, InterruptedException {
        Agreement a = deal.agreement();
        Party party = house.present(deal.party());
        TransferId id = channel(deal)
                .orElseGet(() -> new TransferId(
                        party.host().id(),
                        Optional.empty(),
                        house.transfers().nextNumber(party.host().id())));
        channels.put(id, deal.id());
        house.transfers()
                .begin(new TransferOrder(
                        id,
                        TransferOrder.Direction.PULL,
                        a.transferType(),
                        a.location(),
                        deal.headers(),
                        Optional.empty(),
                        a.payload(),
                        house.blobs().draft(deal.draft()).path(),
                        a.payloadBytes() > 0 ? a.payloadBytes() : -1,
                        PieceSize.ofPadded(a.pieceSize()).unpadded()));
    }

    /** Decides about a transfer a client asks for. */
    public Decision decide(Incoming incoming) {
        Cid cid;
        try {
            CborReader in = new CborReader(incoming.voucher().body());
            in.readListHeader(1);
            cid = in.readCid();
            in.finish();
        } catch (DecodeException nonsense) {
            return new Decision.Refuse("the voucher cannot be read: " + nonsense.getMessage());
        }
        Party party = answers.party(incoming.party());
        DealId id = new DealId(cid.toString(), party.name());
        Optional<ProviderDeal> deal = machine.remembered(id);
        if (deal.isEmpty()) {
            return new Decision.Refuse("no deal " + cid + " here");
        }
        return decide(incoming, id, deal.get());
    }

    private Decision decide(Incoming incoming, DealId id, ProviderDeal deal) {
        Agreement a = deal.agreement();
        if (incoming.direction() != TransferOrder.Direction.PUSH) {
            return new Decision.Refuse("a provider takes data for a deal, it does not send it");
        }
        if (!incoming.from().equals(deal.clientPeer())) {
            return new Decision.Refuse("deal " + a.id() + " was proposed by another peer");
        }
        if (!incoming.root().equals(a.payload())) {
            return new Decision.Refuse("deal " + a.id() + " is for " + a.payload() + ", not " + incoming.root());
        }
        String state = machine.view(id).orElseThrow().state();
        boolean takes = TAKES_DATA.stream()
                .anyMatch(s -> io.fondaco.deal.StateNames.of(s).equals(state));
        if (!takes) {
            return new Decision.Refuse("deal " + a.id() + " takes no data while it is " + state);
        }
        try {
            channels.put(incoming.id(), id);
            return new Decision.Accept(
                    house.blobs().draft(deal.draft()).path(),
                    a.payloadBytes() > 0 ? a.payloadBytes() : -1,
                    PieceSize.ofPadded(a.pieceSize()).unpadded());
        } catch (IOException e) {
            LOG.warn("{}: no place for the data", id, e);
            return new Decision.Refuse("the provider cannot write: " + e.getMessage());
        }
    }

    /** What a transfer of this party came to. */
    public void transferred(TransferEvent event) {
        DealId deal = channels.get(event.id());
        if (deal == null) {
            return;
        }
        String channel = event.id().toString();
        ProviderEvent meaning = null;
        if (event instanceof TransferEvent.Opened) {
            meaning = new ProviderEvent.DataTransferInitiated(channel);
        } else if (event instanceof TransferEvent.Restarted) {
            meaning = new ProviderEvent.DataTransferRestarted(channel);
        } else if (event instanceof TransferEvent.Stalled) {
            meaning = new ProviderEvent.DataTransferStalled();
        } else if (event instanceof TransferEvent.Completed) {
            meaning = new ProviderEvent.DataTransferCompleted();
        } else if (event instanceof TransferEvent.Cancelled) {
            meaning = new ProviderEvent.DataTransferCancelled();
        } else if (event instanceof TransferEvent.Failed f) {
            meaning = new ProviderEvent.DataTransferFailed(f.why());
        }
        if (meaning != null) {
            // What the store cannot take the deal finds out again by itself, see awaitTransfer.
            Asking.lossNoted(deal, machine.send(deal, meaning));
        }
    }

    /** Takes the data of an offline deal from a file; one file at a time, or a second would be cut into the first. */
    public CompletionStage<Void> importData(DealId id, Path file) {
        if (!importing.add(id)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("deal " + id + " is being given its data already"));
        }
        CompletionStage<Void> taken;
        try {
            taken = take(id, file);
        } catch (IOException | RuntimeException failed) {
            taken = CompletableFuture.failedFuture(failed);
        }
        return taken.whenComplete((done, failure) -> importing.remove(id));
    }

    private CompletionStage<Void> take(DealId id, Path file) throws IOException {
        Optional<ProviderDeal> deal = machine.remembered(id);
        if (deal.isEmpty() || !machine.view(id).orElseThrow().state().equals("WaitingForData")) {
            throw new IllegalStateException("deal " + id + " does not wait for data");
        }
        long most = PieceSize.ofPadded(deal.get().agreement().pieceSize()).unpadded();
        if (Files.size(file) > most) {
            throw new IOException(file + " has " + Files.size(file) + " bytes, the piece holds " + most);
        }
        Draft draft = house.blobs().draft(deal.get().draft());
        Files.copy(file, draft.path(), StandardCopyOption.REPLACE_EXISTING);
        return machine.send(id, new ProviderEvent.ManualDataReceived()).thenAccept(taken -> {
            if (!taken) {
                forgetDraft(id, draft);
                throw new IllegalStateException("deal " + id + " does not wait for data");
            }
        });
    }

    /** Of a deal that was cleaned up while its data was copied. */
    private void forgetDraft(DealId id, Draft draft) {
        if (machine.view(id).filter(DealView::open).isPresent()) {
            return;
        }
        try {
            house.blobs().discard(draft.name());
        } catch (IOException left) {
            LOG.warn("{}: draft {} could not be removed; it can be deleted by hand", id, draft.name(), left);
        }
    }

    /** Calls the transfer of a deal off that has failed, also one that has not opened and so is not remembered yet. */
    void cancel(ProviderDeal deal) {
        channel(deal).ifPresent(id -> {
            channels.remove(id);
            house.transfers().cancel(id, deal.message());
        });
    }

    /** Deletes what has come, and what a transport noted beside it under the same name with an ending. */
    void discard(ProviderDeal deal) throws IOException {
        for (String name : house.blobs().drafts(deal.draft())) {
            house.blobs().discard(name);
        }
    }

    /** Forgets the channels of a deal that is over. */
    void over(DealId deal) {
        channels.values().remove(deal);
    }
}
