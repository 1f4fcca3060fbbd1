using System.Diagnostics;
using OpenTelemetry;

namespace Scim.Gateway.Telemetry;

/// <summary>
/// Removes grain keys from spans before they are exported, because a key may end in the id of a user.
/// </summary>
internal sealed class SpanRedactionProcessor : BaseProcessor<Activity>
{
    private static readonly string[] RedactedTags =
    [
        "orleans.rpc.target_id",
        "orleans.rpc.source_id",
        "orleans.grain.id",
        "orleans.activation.id",
    ];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (string key in RedactedTags)
        {
            if (data.GetTagItem(key) is not null)
                data.SetTag(key, null);
        }
    }
}
