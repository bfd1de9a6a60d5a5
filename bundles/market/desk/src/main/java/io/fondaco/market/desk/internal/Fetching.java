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
import io.fondaco.model.Digests;
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
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Transfers;
import io.fondaco.transfer.Voucher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Blobs blobs;
    private final Deals deals;
    private final Chain chain;
    private final Transfers transfers;
    private final SectorIntake sectors;
    private final Pulling pulling;
    private final String transport;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Party, Registration> answering = new ConcurrentHashMap<>();
    private final Map<String, Party> parties = new ConcurrentHashMap<>();

    /** @param transport what payloads are fetched by */
    Fetching(
            Blobs blobs,
            Deals deals,
            Chain chain,
            Transfers transfers,
            SectorIntake sectors,
            Pulling pulling,
            String transport) {
        this.blobs = blobs;
        this.deals = deals;
        this.chain = chain;
        this.transfers = transfers;
        this.sectors = sectors;
        this.pulling = pulling;
        this.transport = transport;
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
                if (Thread.interrupted()) {
                    throw new InterruptedException("nobody waits for " + root + " any more");
                }
                refusals.add(provider.getKey() + ": " + failed.getMessage());
            }
        }
        throw new IntakeException(root + " could not be fetched. " + String.join("; ", refusals));
    }

    /** Bytes that came stay for the next try, unless they prove to be wrong ones. */
    private Fetched from(Party client, Address provider, DealView deal, Cid root, Path out, Progress progress)
            throws IOException, InterruptedException {
        MinerInfo miner =
                chain.miner(provider).orElseThrow(() -> new IntakeException("the chain knows no provider " + provider));
        long most = Long.parseLong(deal.facets().get("pieceSize"));
        PeerId us = client.host().id();
        TransferId id = new TransferId(us, Optional.of(miner.peerId()), transfers.nextNumber(us));
        String usual = Staging.FETCH + key(client.name() + " " + provider + " " + root);
        boolean first = underWay.add(usual);
        Draft draft = blobs.draft(first ? usual : usual + "-" + id.number());
        boolean spent = true;
        try {
            TransferOrder order = new TransferOrder(
                    id,
                    TransferOrder.Direction.PULL,
                    transport,
                    Optional.empty(),
                    Map.of(),
                    Optional.of(new Voucher(VOUCHER, CBOR_NULL)),
                    root,
                    draft.path(),
                    -1,
                    most);
            try {
                pulling.pull(order, progress);
            } catch (IntakeException | InterruptedException unfinished) {
                spent = !first || draft.size() == 0;
                throw unfinished;
            }
            return unpack(draft.path(), root, out, provider, progress);
        } finally {
            if (spent) {
                blobs.discard(draft.name());
            }
            if (first) {
                underWay.remove(usual);
            }
        }
    }

    private static String key(String text) {
        byte[] hash = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
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
            MessageDigest sha = Digests.sha256();
            long bytes;
            try (CarFile blocks = CarFile.open(car);
                    FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream file = new DigestOutputStream(Channels.newOutputStream(channel), sha)) {
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

    @Override
    public void close() {
        answering.values().forEach(Registration::close);
        answering.clear();
    }
}
