package io.fondaco.market.desk.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.MinerInfo;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.unixfs.ExportLimits;
import io.fondaco.codec.unixfs.UnixFsExporter;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.market.Fetched;
import io.fondaco.market.IntakeException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Progress;
import io.fondaco.model.Registration;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Transfers;
import io.fondaco.transfer.Voucher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a payload back from a provider that keeps it under a deal with us. The provider's side answers here too, until
 * paid retrieval is a market of its own.
 */
final class Fetching implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

    /** The voucher of such a pull; it carries nothing: whoever asks must be the client of a deal. */
    private static final String VOUCHER = "FondacoOwnPayload";

    private static final byte[] CBOR_NULL = {(byte) 0xf6};
    private static final String TRANSPORT = "local";
    private static final long PATIENCE_MINUTES = 60;

    private final Blobs blobs;
    private final Deals deals;
    private final Chain chain;
    private final Transfers transfers;
    private final SectorIntake sectors;
    private final Map<Party, Registration> answering = new ConcurrentHashMap<>();
    private final Map<String, Party> parties = new ConcurrentHashMap<>();

    Fetching(Blobs blobs, Deals deals, Chain chain, Transfers transfers, SectorIntake sectors) {
        this.blobs = blobs;
        this.deals = deals;
        this.chain = chain;
        this.transfers = transfers;
        this.sectors = sectors;
    }

    void enter(Party party) {
        parties.put(party.name(), party);
        if (party.roles().contains(Role.PROVIDER)) {
            answering.put(party, transfers.respond(party.host().id(), VOUCHER, incoming -> decide(party, incoming)));
        }
    }

    void leave(Party party) {
        parties.remove(party.name(), party);
        Registration answer = answering.remove(party);
        if (answer != null) {
            answer.close();
        }
    }

    private Decision decide(Party provider, Incoming incoming) {
        if (incoming.direction() != TransferOrder.Direction.PULL) {
            return new Decision.Refuse("this voucher is for pulls");
        }
        for (DealView deal : dealsFor(incoming.root(), "storage.provider", provider.name())) {
            boolean theirs = parties.values().stream()
                    .anyMatch(p -> p.host().id().equals(incoming.from())
                            && p.wallet().toString().equals(deal.facets().get("client")));
            Optional<Path> copy = sectors.unsealed(Cid.parse(deal.facets().get("pieceCid")));
            if (theirs && copy.isPresent()) {
                try {
                    long size = Files.size(copy.get());
                    return new Decision.Accept(copy.get(), size, size);
                } catch (IOException e) {
                    LOG.warn("{}: the unsealed copy cannot be read", deal.id(), e);
                }
            }
        }
        return new Decision.Refuse("nothing here under " + incoming.root() + " that is yours");
    }

    private List<DealView> dealsFor(Cid root, String market, String party) {
        Map<String, String> where = Map.of("payloadCid", root.toString(), "market", market, "party", party);
        return deals.list(new DealQuery(where, Optional.empty(), 100)).items();
    }

    Fetched fetch(String client, Cid root, Path out, Progress progress) throws InterruptedException {
        Party party = parties.get(client);
        if (party == null) {
            throw new IntakeException("no party " + client + " in the house; `party:list` shows who is");
        }
        Map<Address, DealView> providers = new LinkedHashMap<>();
        dealsFor(root, "storage.client", client)
                .forEach(d -> providers.putIfAbsent(Address.parse(d.facets().get("provider")), d));
        if (providers.isEmpty()) {
            throw new IntakeException(
                    client + " has no deal for " + root + "; `deals` shows the payload CIDs there are");
        }
        List<String> refusals = new ArrayList<>();
        for (Map.Entry<Address, DealView> provider : providers.entrySet()) {
            try {
                return from(party, provider.getKey(), provider.getValue(), root, out, progress);
            } catch (IOException | DecodeException | IntakeException failed) {
                refusals.add(provider.getKey() + ": " + failed.getMessage());
            }
        }
        throw new IntakeException(root + " could not be fetched. " + String.join("; ", refusals));
    }

    private Fetched from(Party client, Address provider, DealView deal, Cid root, Path out, Progress progress)
            throws IOException, InterruptedException {
        MinerInfo miner =
                chain.miner(provider).orElseThrow(() -> new IntakeException("the chain knows no provider " + provider));
        long most = Long.parseLong(deal.facets().get("pieceSize"));
        PeerId us = client.host().id();
        TransferId id = new TransferId(us, Optional.of(miner.peerId()), transfers.nextNumber(us));
        Draft draft = blobs.draft("fetch-" + id.number());
        try {
            pull(
                    new TransferOrder(
                            id,
                            TransferOrder.Direction.PULL,
                            TRANSPORT,
                            Optional.empty(),
                            Map.of(),
                            Optional.of(new Voucher(VOUCHER, CBOR_NULL)),
                            root,
                            draft.path(),
                            -1,
                            most),
                    progress);
            return unpack(draft.path(), root, out, provider, progress);
        } finally {
            blobs.discard(draft.name());
        }
    }

    private void pull(TransferOrder order, Progress progress) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (Registration listening = transfers.listen(order.initiator(), event -> {
            if (event.id().equals(order.id())) {
                heard(event, done, progress);
            }
        })) {
            transfers.begin(order);
            done.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException late) {
            transfers.cancel(order.id(), "nobody waits for it any more");
            throw new IntakeException("the transfer took more than " + PATIENCE_MINUTES + " minutes", late);
        } catch (ExecutionException failed) {
            throw new IntakeException(failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException stopped) {
            transfers.cancel(order.id(), "the house is closing");
            throw stopped;
        }
    }

    private static void heard(TransferEvent event, CompletableFuture<Void> done, Progress progress) {
        if (event instanceof TransferEvent.Moved moved) {
            progress.at("fetching", moved.bytes(), moved.total());
        } else if (event instanceof TransferEvent.Completed) {
            done.complete(null);
        } else if (event instanceof TransferEvent.Failed failed) {
            done.completeExceptionally(new IntakeException(failed.why()));
        } else if (event instanceof TransferEvent.Cancelled cancelled) {
            done.completeExceptionally(new IntakeException("cancelled: " + cancelled.why()));
        }
    }

    /** Checks every block on the way out. The file appears under its name only when all of it is there and on disk. */
    private static Fetched unpack(Path car, Cid root, Path out, Address provider, Progress progress)
            throws IOException {
        Path target = out.toAbsolutePath();
        if (target.getParent() == null || !Files.isDirectory(target.getParent())) {
            throw new IntakeException("no folder " + target.getParent() + " to write " + out + " into");
        }
        Path part = Files.createTempFile(target.getParent(), ".fondaco-", ".part");
        try {
            MessageDigest sha = sha256();
            long bytes;
            try (CarFile blocks = CarFile.open(car);
                    FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream file =
                            new DigestOutputStream(java.nio.channels.Channels.newOutputStream(channel), sha)) {
                bytes = new UnixFsExporter(blocks, ExportLimits.DEFAULT).export(root, file);
                file.flush();
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            progress.at("fetched", bytes, bytes);
            return new Fetched(root, bytes, HexFormat.of().formatHex(sha.digest()), provider);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        answering.values().forEach(Registration::close);
        answering.clear();
    }
}
