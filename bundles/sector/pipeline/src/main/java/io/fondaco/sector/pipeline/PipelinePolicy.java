package io.fondaco.sector.pipeline;

/**
 * How patient the pipeline is. All in epochs.
 *
 * @param packing how long a sector that is not full is kept open for more pieces after its first one came, 0 or more
 * @param hurry how long before the last chance of a deal in it a sector is closed, 0 or more
 * @param confidence how deep in the chain the end of a sector or a deal must be before data is deleted, 1 or more
 * @param sealing how long it takes at most from the last piece to the replica, 0 or more; deals that leave less time are refused
 * @param retry how long to wait before trying again what was refused, 1 or more; each further time twice as long, up to 32
 *     times
 */
public record PipelinePolicy(long packing, long hurry, long confidence, long retry, long sealing) {

    /** 2, 10, 10, 2 and 30 epochs. */
    public static final PipelinePolicy USUAL = new PipelinePolicy(2, 10, 10, 2, 30);

    /** @throws IllegalArgumentException naming what is out of range */
    public PipelinePolicy {
        if (packing < 0 || hurry < 0 || confidence < 1 || retry < 1 || sealing < 0) {
            throw new IllegalArgumentException("sector pipeline: packing for " + packing + ", hurrying " + hurry
                    + " and sealing for " + sealing
                    + " epochs take 0 or more, a confidence of " + confidence + " and trying again after " + retry
                    + " take 1 or more");
        }
    }
}
