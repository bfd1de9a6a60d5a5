package io.fondaco.chain.actors;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.cron.CronState;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerInfo;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.actors.system.SystemActor;
import io.fondaco.chain.actors.system.SystemState;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a network begins: everything else follows. What no account is given the reward actor holds, to be minted.
 *
 * @param networkName also names its topics; one word
 * @param timestamp of epoch 0, whole seconds
 * @param accounts numbered from f0100 in this order
 * @param miners numbered after the accounts; accounts of theirs that are not in {@code accounts} come before each
 */
public record Genesis(
        String networkName, Instant timestamp, Policy policy, List<Account> accounts, List<Miner> miners) {
    /** An account at genesis. @param key an f1 or f3 address; {@code balance} attoFIL, 0 or more */
    public record Account(Address key, TokenAmount balance) {
        public Account {
            Objects.requireNonNull(balance, "balance");
            boolean ofKey = key.protocol() == Address.Protocol.SECP256K1 || key.protocol() == Address.Protocol.BLS;
            if (!ofKey || balance.isNegative()) {
                throw new IllegalArgumentException("genesis: account " + key + " with " + balance
                        + ": it takes a key's address and a balance of 0 or more");
            }
        }
    }

    /**
     * A miner at genesis, whose sectors are taken as proven already: it can make blocks from the first epoch on. The owner's
     * balance pays the pledge.
     *
     * @param owner an f1 or f3 address
     * @param worker an f3 address
     * @param peer bytes of its peer id, at most 128; may be empty
     * @param sectors how many it has, numbered from 0; without deals, they end as late as they may
     * @param type of a size and a kind the policy allows, but none with Filecoin's proofs
     * @param sealed what each sector is sealed to, as {@link FirstSectors} seals them; none for the kind none
     */
    public record Miner(Address owner, Address worker, byte[] peer, int sectors, ProofType type, List<Cid> sealed) {
        /** @throws IllegalArgumentException naming what no miner can have */
        public Miner {
            peer = peer.clone();
            sealed = List.copyOf(sealed);
            boolean ofKeys =
                    (owner.protocol() == Address.Protocol.SECP256K1 || owner.protocol() == Address.Protocol.BLS)
                            && worker.protocol() == Address.Protocol.BLS;
            if (!ofKeys || peer.length > MinerInfo.MAX_PEER || sectors < 0 || type.rules() == ProofType.Rules.V1) {
                throw new IllegalArgumentException(
                        "genesis: a miner of owner " + owner + ", worker " + worker + ", with "
                                + sectors + " sectors, a peer id of " + peer.length + " bytes and " + type
                                + ": it takes key addresses, BLS for the worker, no less than 0 sectors without Filecoin's"
                                + " proofs, and " + MinerInfo.MAX_PEER + " bytes at most");
            }
            if (sealed.size() != (type.none() ? 0 : sectors) || !sealed.stream().allMatch(SectorInfo::isSealed)) {
                throw new IllegalArgumentException("genesis: " + sectors + " sectors of " + type
                        + " with the commitments " + sealed + ": each sector has one, but for the kind none");
            }
        }

        /** A miner whose sectors are of the kind none, or that has no sectors. */
        public Miner(Address owner, Address worker, byte[] peer, int sectors, ProofType type) {
            this(owner, worker, peer, sectors, type, List.of());
        }

        /** This miner with sectors that are sealed. */
        public Miner with(List<Cid> sectors) {
            return new Miner(owner, worker, peer, sectors.size(), type, sectors);
        }

        @Override
        public byte[] peer() {
            return peer.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Miner m
                    && owner.equals(m.owner)
                    && worker.equals(m.worker)
                    && Arrays.equals(peer, m.peer)
                    && sectors == m.sectors
                    && type.equals(m.type)
                    && sealed.equals(m.sealed);
        }

        @Override
        public int hashCode() {
            return Objects.hash(owner, worker, Arrays.hashCode(peer), sectors, type, sealed);
        }
    }

    /**
     * The ID addresses that the miners of a network have, in their order. Sectors are sealed for one, so it is known before
     * they are.
     *
     * @param miners with or without sectors
     */
    public static List<Address> addresses(List<Account> accounts, List<Miner> miners) {
        Set<Address> known = new HashSet<>();
        accounts.forEach(account -> known.add(account.key()));
        long next = Singletons.FIRST_FREE + accounts.size();
        List<Address> addresses = new ArrayList<>();
        for (Miner miner : miners) {
            next += (known.add(miner.owner()) ? 1 : 0) + (known.add(miner.worker()) ? 1 : 0);
            addresses.add(Address.id(next++));
        }
        return addresses;
    }

    /** A network that begins without miners. */
    public Genesis(String networkName, Instant timestamp, Policy policy, List<Account> accounts) {
        this(networkName, timestamp, policy, accounts, List.of());
    }

    /** @throws IllegalArgumentException if accounts are given more than there is, or one twice */
    public Genesis {
        Objects.requireNonNull(policy, "policy");
        accounts = List.copyOf(accounts);
        miners = List.copyOf(miners);
        if (!networkName.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "genesis: network name \"" + networkName + "\": lower case letters, digits and - are allowed");
        }
        if (timestamp.getNano() != 0) {
            throw new IllegalArgumentException("genesis: " + timestamp + " is not a whole second");
        }
        if (accounts.stream().map(Account::key).distinct().count() != accounts.size()) {
            throw new IllegalArgumentException("genesis: an account is named twice");
        }
        for (Miner miner : miners) {
            if (!miner.type().allowed(policy.sealing())) {
                throw new IllegalArgumentException("genesis: " + policy.name() + " takes no "
                        + (miner.type().none() ? "unproven" : "proven") + " sectors of "
                        + miner.type().sectorSize() + " bytes");
            }
        }
        if (given(accounts).compareTo(policy.rewards().supply()) > 0) {
            throw new IllegalArgumentException("genesis: accounts are given " + given(accounts) + " of "
                    + policy.rewards().supply());
        }
    }

    private static TokenAmount given(List<Account> accounts) {
        return accounts.stream().map(Account::balance).reduce(TokenAmount.ZERO, TokenAmount::plus);
    }

    /**
     * Puts the actors of genesis in a tree that has none. The tree is not written.
     *
     * @throws IllegalArgumentException if an owner cannot pay the pledge of its miner
     */
    public void build(StateTree tree) {
        TokenAmount toMint = policy.rewards().supply().minus(given(accounts));
        InitState init = InitState.first(tree.store(), Singletons.FIRST_FREE, networkName);
        put(
                tree,
                Singletons.SYSTEM,
                ActorCode.SYSTEM,
                TokenAmount.ZERO,
                new SystemState(SystemActor.writeRegistry(tree.store())));
        put(tree, Singletons.INIT, ActorCode.INIT, TokenAmount.ZERO, init);
        put(tree, Singletons.REWARD, ActorCode.REWARD, toMint, RewardState.first(policy.rewards(), toMint));
        put(tree, Singletons.CRON, ActorCode.CRON, TokenAmount.ZERO, CronState.USUAL);
        put(tree, Singletons.STORAGE_POWER, ActorCode.STORAGE_POWER, TokenAmount.ZERO, PowerState.first(tree.store()));
        put(
                tree,
                Singletons.STORAGE_MARKET,
                ActorCode.STORAGE_MARKET,
                TokenAmount.ZERO,
                MarketState.first(tree.store()));
        put(
                tree,
                Singletons.BURNT_FUNDS,
                ActorCode.ACCOUNT,
                TokenAmount.ZERO,
                new AccountState(Singletons.BURNT_FUNDS));
        for (Account account : accounts) {
            long id = MessageRun.createAccount(tree, account.key());
            tree.add(id, account.balance());
        }
        new GenesisMiners(tree, policy).add(miners);
    }

    private static void put(StateTree tree, Address id, ActorCode kind, TokenAmount balance, State state) {
        tree.create(id, kind, balance);
        tree.put(id, state);
    }
}
