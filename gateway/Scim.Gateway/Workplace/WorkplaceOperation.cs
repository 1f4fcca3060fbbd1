using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Workplace;

/// <summary>An operation of the workplace API with its OpenAPI description.</summary>
/// <remarks>The description is data, so that tests can validate every response against it.</remarks>
internal sealed record WorkplaceOperation : ApiOperation<WorkplaceRequest>
{
    private WorkplaceOperation(
        string method,
        string scope,
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    )
        : base(method, scope, run)
    {
        Summary = summary;
        Description = description;
    }

    /// <summary>A summary in the imperative, of at most eight words.</summary>
    public string Summary { get; }

    /// <summary>What the operation does, its limits and its errors, in Markdown.</summary>
    public string Description { get; }

    /// <summary>The query parameters.</summary>
    public IReadOnlyList<OperationParameter> QueryParameters { get; init; } = [];

    /// <summary>The request body, or null for none.</summary>
    public OperationBody? Body { get; init; }

    /// <summary>The responses on success. Errors are problem details.</summary>
    public IReadOnlyList<OperationResponse> Responses { get; init; } = [];

    /// <summary>Creates a GET operation with the scope <see cref="TokenScopes.WorkplaceRead"/>.</summary>
    public static WorkplaceOperation Get(
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Get, TokenScopes.WorkplaceRead, summary, description, run);

    /// <summary>Creates a POST operation with the scope <see cref="TokenScopes.WorkplaceWrite"/>.</summary>
    public static WorkplaceOperation Post(
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Post, TokenScopes.WorkplaceWrite, summary, description, run);

    /// <summary>Creates a PUT operation with the scope <see cref="TokenScopes.WorkplaceWrite"/>.</summary>
    public static WorkplaceOperation Put(
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Put, TokenScopes.WorkplaceWrite, summary, description, run);

    /// <summary>Creates a PATCH operation with the scope <see cref="TokenScopes.WorkplaceWrite"/>.</summary>
    public static WorkplaceOperation Patch(
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Patch, TokenScopes.WorkplaceWrite, summary, description, run);

    /// <summary>Creates a DELETE operation with the scope <see cref="TokenScopes.WorkplaceWrite"/>.</summary>
    public static WorkplaceOperation Delete(
        string summary,
        string description,
        Func<WorkplaceRequest, Task<ApiResponse>> run
    ) => new(HttpMethods.Delete, TokenScopes.WorkplaceWrite, summary, description, run);

    /// <summary>Returns the operation with a further query parameter.</summary>
    public WorkplaceOperation WithQueryParameter(
        string parameter,
        Type type,
        string description,
        bool required = false
    ) =>
        this with
        {
            QueryParameters = [.. QueryParameters, new OperationParameter(parameter, type, description, required)],
        };

    /// <summary>Returns the operation with a request body.</summary>
    public WorkplaceOperation WithBody<T>(string mediaType = MediaTypes.Json) =>
        this with
        {
            Body = new OperationBody(typeof(T), mediaType),
        };

    /// <summary>Returns the operation with a further response that has a body.</summary>
    public WorkplaceOperation WithResponse<T>(int status, string mediaType = MediaTypes.Json) =>
        this with
        {
            Responses = [.. Responses, new OperationResponse(status, typeof(T), mediaType)],
        };

    /// <summary>Returns the operation with a further response without a body.</summary>
    public WorkplaceOperation WithResponse(int status) =>
        this with
        {
            Responses = [.. Responses, new OperationResponse(status, null, null)],
        };
}

/// <summary>A query parameter.</summary>
internal sealed record OperationParameter(string Name, Type Type, string Description, bool IsRequired);

/// <summary>A request body.</summary>
internal sealed record OperationBody(Type Type, string MediaType);

/// <summary>A response. <c>Type</c> is null if it has no body.</summary>
internal sealed record OperationResponse(int Status, Type? Type, string? MediaType);
