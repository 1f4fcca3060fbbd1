using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Resources;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary>The <c>/Bulk</c> endpoint (RFC 7644 section 3.7).</summary>
internal static class BulkEndpoint
{
    /// <summary>POST: plans and executes the operations and returns the result of each.</summary>
    public static async Task<ApiResponse> ProcessBulkAsync(ScimRequest request)
    {
        BulkLimits limits = request.Options.Bulk;
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBodyAsync(
            limits.MaxPayloadSize,
            "maxPayloadSize"
        );
        if (error is not null)
            return error;
        BulkRequest bulk = BulkRequest.Parse(body, request.Schemas, limits.MaxOperations, JsonLimits.Default);
        request
            .Http.RequestServices.GetRequiredService<TenantRateLimiter>()
            .ChargeRequests(request.Caller.Tenant, bulk.Operations.Count - 1);
        ILogger<BulkRequestExecutor> logger = request.Http.RequestServices.GetRequiredService<
            ILogger<BulkRequestExecutor>
        >();
        using var run = new BulkRequestExecutor(
            BulkPlan.FromRequest(bulk),
            new BulkOperationExecutor(request),
            bulk.FailOnErrors,
            limits.Parallelism,
            logger
        );
        return ApiResponse
            .Ok(BulkResponseWriter.WriteResponse(await run.ExecuteAllAsync()))
            .ConfirmHandling(request.WriteOptions);
    }
}
