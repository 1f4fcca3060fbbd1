using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Limits;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary><c>/Bulk</c> (RFC 7644 section 3.7).</summary>
internal static class BulkEndpoint
{
    /// <summary>POST: plans the operations, carries them out and answers with what came of each.</summary>
    public static async Task<Answer> Post(ScimRequest request)
    {
        BulkLimits limits = request.Options.Bulk;
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.Body(limits.MaxPayloadSize, "maxPayloadSize");
        if (error is not null) return error;
        BulkRequest bulk = BulkRequest.Parse(body, request.Schemas, limits.MaxOperations, JsonLimits.Default);
        request.Http.RequestServices.GetRequiredService<TenantLimits>().Charge(request.Sender.Tenant, bulk.Operations.Count - 1);
        ILogger<BulkRun> logger = request.Http.RequestServices.GetRequiredService<ILogger<BulkRun>>();
        using var run = new BulkRun(BulkPlan.Of(bulk), new BulkCalls(request), bulk.FailOnErrors, limits.Parallelism, logger);
        return Answer.Ok(BulkResponse.Write(await run.Complete()));
    }
}
