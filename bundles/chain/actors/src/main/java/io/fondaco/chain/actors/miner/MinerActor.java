package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import java.util.Map;

/** Stores sectors, proves that it does, and has money at stake for it. Source: specs-actors v8, miner. */
public final class MinerActor implements Actor {
    /** Any caller; returns {@link io.fondaco.chain.actors.market.MarketParams.Control}. */
    public static final long CONTROL_ADDRESSES = 2;
    /** {@link MinerParams.ChangeWorker}; of the owner. The worker changes after finality, on confirmation. */
    public static final long CHANGE_WORKER_ADDRESS = 3;
    /** {@link MinerParams#PEER}; of owner, worker and control addresses. */
    public static final long CHANGE_PEER_ID = 4;
    /** {@link MinerParams.WindowPost}; of owner, worker and control addresses. */
    public static final long SUBMIT_WINDOWED_POST = 5;
    /** {@link MinerParams.Sector}; of owner, worker and control addresses. */
    public static final long PRE_COMMIT_SECTOR = 6;
    /** {@link MinerParams.ProveCommit}; any caller. */
    public static final long PROVE_COMMIT_SECTOR = 7;
    /** {@link MinerParams#EXTENSIONS}; of owner, worker and control addresses. */
    public static final long EXTEND_SECTOR_EXPIRATION = 8;
    /** {@link MinerParams#DECLARED}; of owner, worker and control addresses, returns {@link MinerParams#DONE}. */
    public static final long TERMINATE_SECTORS = 9;
    /** {@link MinerParams#DECLARED}; of owner, worker and control addresses. */
    public static final long DECLARE_FAULTS = 10;
    /** {@link MinerParams#DECLARED}; of owner, worker and control addresses. */
    public static final long DECLARE_FAULTS_RECOVERED = 11;
    /** Of power, at the time that was asked for. */
    public static final long ON_DEFERRED_CRON_EVENT = 12;
    /** Of power, for seals that hold. */
    public static final long CONFIRM_SECTOR_PROOFS_VALID = 17;
    /** {@link MinerParams.Reward}; of the reward actor. */
    public static final long APPLY_REWARDS = 14;
    /** {@link MinerParams.Fault}; of accounts and multisigs. */
    public static final long REPORT_CONSENSUS_FAULT = 15;
    /** {@link MinerParams#WITHDRAW}; of the owner, returns what was paid. */
    public static final long WITHDRAW_BALANCE = 16;
    /** {@link MinerParams#MULTIADDRS}; of owner, worker and control addresses. */
    public static final long CHANGE_MULTIADDRS = 18;
    /** {@link MinerParams.Compaction}; of owner, worker and control addresses. */
    public static final long COMPACT_PARTITIONS = 19;
    /** {@link MinerParams#SECTOR_NUMBERS}; of owner, worker and control addresses. */
    public static final long COMPACT_SECTOR_NUMBERS = 20;
    /** Of the owner. */
    public static final long CONFIRM_UPDATE_WORKER_KEY = 21;
    /** Of owner, worker and control addresses. */
    public static final long REPAY_DEBT = 22;

    /** An ID address; of the owner, who names the next one, and of the next one, who confirms it. */
    public static final long CHANGE_OWNER_ADDRESS = 23;
    /** {@link MinerParams.Dispute}; of accounts and multisigs. */
    public static final long DISPUTE_WINDOWED_POST = 24;
    /** {@link MinerParams#SECTORS}; of owner, worker and control addresses. */
    public static final long PRE_COMMIT_SECTOR_BATCH = 25;
    /** {@link MinerParams.Aggregate}; of owner, worker and control addresses. Ends with 18: there is no verifier. */
    public static final long PROVE_COMMIT_AGGREGATE = 26;

    private final Map<Long, Method> methods = Map.ofEntries(
            method(CONSTRUCTOR, "Constructor", Accounts::construct),
            method(CONTROL_ADDRESSES, "ControlAddresses", Accounts::controlAddresses),
            method(CHANGE_WORKER_ADDRESS, "ChangeWorkerAddress", Accounts::changeWorker),
            method(SUBMIT_WINDOWED_POST, "SubmitWindowedPoSt", Posts::submit),
            method(TERMINATE_SECTORS, "TerminateSectors", Faults::terminate),
            method(DECLARE_FAULTS, "DeclareFaults", Faults::declare),
            method(DECLARE_FAULTS_RECOVERED, "DeclareFaultsRecovered", Faults::recover),
            method(REPORT_CONSENSUS_FAULT, "ReportConsensusFault", Faults::reportConsensusFault),
            method(DISPUTE_WINDOWED_POST, "DisputeWindowedPoSt", Posts::dispute),
            method(PRE_COMMIT_SECTOR, "PreCommitSector", PreCommits::one),
            method(PRE_COMMIT_SECTOR_BATCH, "PreCommitSectorBatch", PreCommits::batch),
            method(PROVE_COMMIT_AGGREGATE, "ProveCommitAggregate", Commits::proveAggregate),
            method(CHANGE_PEER_ID, "ChangePeerID", Accounts::changePeer),
            method(CHANGE_MULTIADDRS, "ChangeMultiaddrs", Accounts::changeMultiaddrs),
            method(CHANGE_OWNER_ADDRESS, "ChangeOwnerAddress", Accounts::changeOwner),
            method(EXTEND_SECTOR_EXPIRATION, "ExtendSectorExpiration", Extensions::extend),
            method(COMPACT_PARTITIONS, "CompactPartitions", Compaction::partitions),
            method(COMPACT_SECTOR_NUMBERS, "CompactSectorNumbers", Compaction::numbers),
            method(PROVE_COMMIT_SECTOR, "ProveCommitSector", Commits::prove),
            method(ON_DEFERRED_CRON_EVENT, "OnDeferredCronEvent", MinerCron::deferred),
            method(CONFIRM_SECTOR_PROOFS_VALID, "ConfirmSectorProofsValid", Commits::confirm),
            method(APPLY_REWARDS, "ApplyRewards", Accounts::applyRewards),
            method(WITHDRAW_BALANCE, "WithdrawBalance", Accounts::withdraw),
            method(CONFIRM_UPDATE_WORKER_KEY, "ConfirmUpdateWorkerKey", Accounts::confirmWorker),
            method(REPAY_DEBT, "RepayDebt", Accounts::repayDebt));

    private static Map.Entry<Long, Method> method(long number, String name, Body body) {
        return Map.entry(number, new Method(name, body));
    }

    @Override
    public ActorCode code() {
        return ActorCode.STORAGE_MINER;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return MinerState.read(in, store);
    }
}
