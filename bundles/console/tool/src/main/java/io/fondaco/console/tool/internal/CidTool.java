package io.fondaco.console.tool.internal;

import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.console.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Component;

/** {@code cid}: the UnixFS root of a file, without writing anything. */
@Component(property = Tool.NAME + "=cid")
public final class CidTool implements Tool {

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        try (WatchedFile file = WatchedFile.open(options.file(), progress)) {
            Imported imported = UnixFsImporter.importFile(file, options.unixFs(), (cid, block) -> {});
            file.requireUnchanged();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("cid", imported.root().toString());
            answer.put("bytes", imported.size());
            answer.put("blocks", imported.blocks());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
