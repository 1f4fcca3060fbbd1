using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Workplace;

/// <summary>
/// One operation of the workplace API with what its description in OpenAPI says. The description is data, so that a
/// test can hold every answer to it.
/// </summary>
internal sealed record WorkplaceOperation : ApiOperation<WorkplaceRequest>
{
    private WorkplaceOperation(
        string method,
        string scope,
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    )
        : base(method, scope, run) => Summary = summary;

    /// <summary>What it does, in a sentence.</summary>
    public string Summary { get; }

    /// <summary>The parameters of the query.</summary>
    public IReadOnlyList<OperationParameter> QueryParameters { get; init; } = [];

    /// <summary>The body that it takes, or null.</summary>
    public OperationBody? Body { get; init; }

    /// <summary>What it answers when nothing is wrong; problems come on top.</summary>
    public IReadOnlyList<OperationResponse> Responses { get; init; } = [];

    /// <summary>GET, for whoever may read.</summary>
    public static WorkplaceOperation Get(
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Get, TokenScopes.WorkplaceRead, summary, run);

    /// <summary>POST, for whoever may write.</summary>
    public static WorkplaceOperation Post(
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Post, TokenScopes.WorkplaceWrite, summary, run);

    /// <summary>PUT, for whoever may write.</summary>
    public static WorkplaceOperation Put(
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Put, TokenScopes.WorkplaceWrite, summary, run);

    /// <summary>PATCH, for whoever may write.</summary>
    public static WorkplaceOperation Patch(
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Patch, TokenScopes.WorkplaceWrite, summary, run);

    /// <summary>DELETE, for whoever may write.</summary>
    public static WorkplaceOperation Delete(
        string summary,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Delete, TokenScopes.WorkplaceWrite, summary, run);

    /// <summary>With a parameter of the query.</summary>
    public WorkplaceOperation WithQueryParameter(
        string parameter,
        Type type,
        string description,
        bool required = false
    ) =>
        this with
        {
            QueryParameters =
            [
                .. QueryParameters,
                new OperationParameter(parameter, type, description, required),
            ],
        };

    /// <summary>With a body.</summary>
    public WorkplaceOperation WithBody<T>(string mediaType = MediaTypes.Json) =>
        this with
        {
            Body = new OperationBody(typeof(T), mediaType),
        };

    /// <summary>With an answer that has a body.</summary>
    public WorkplaceOperation WithResponse<T>(int status, string mediaType = MediaTypes.Json) =>
        this with
        {
            Responses = [.. Responses, new OperationResponse(status, typeof(T), mediaType)],
        };

    /// <summary>With an answer without a body.</summary>
    public WorkplaceOperation WithResponse(int status) =>
        this with
        {
            Responses = [.. Responses, new OperationResponse(status, null, null)],
        };
}

/// <summary>A parameter of the query.</summary>
internal sealed record OperationParameter(
    string Name,
    Type Type,
    string Description,
    bool IsRequired
);

/// <summary>A request body.</summary>
internal sealed record OperationBody(Type Type, string MediaType);

/// <summary>An answer; without a body <paramref name="Type"/> is null.</summary>
internal sealed record OperationResponse(int Status, Type? Type, string? MediaType);
