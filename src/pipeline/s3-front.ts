/**
 * What stands in front of S3's operations asks the S3 service: which origins a bucket lets in (cors), and how it is
 * shown as a website. Nothing of it is secret: whether anybody may read is for the operations to say. The members are
 * those of S3's own documents (GetBucketCors, GetBucketWebsite).
 */
export interface S3Front {
  /** Empty where the bucket has no CORS configuration, undefined where it is not there. Asked for each browser's request. */
  corsRules(bucketName: string): Promise<readonly CorsRule[] | undefined>;
  /** Undefined where the bucket has no website configuration; throws NoSuchBucket. */
  website(bucketName: string): Promise<Website | undefined>;
}

export interface CorsRule {
  readonly AllowedMethods: readonly string[];
  readonly AllowedOrigins: readonly string[];
  readonly AllowedHeaders?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAgeSeconds?: number | undefined;
}

export interface Website {
  readonly RedirectAllRequestsTo?:
    | { readonly HostName: string; readonly Protocol?: 'http' | 'https' | undefined }
    | undefined;
  readonly IndexDocument?: { readonly Suffix: string } | undefined;
  readonly ErrorDocument?: { readonly Key: string } | undefined;
  readonly RoutingRules?: readonly RoutingRule[] | undefined;
}

export interface RoutingRule {
  readonly Condition?:
    | {
        readonly HttpErrorCodeReturnedEquals?: string | undefined;
        readonly KeyPrefixEquals?: string | undefined;
      }
    | undefined;
  readonly Redirect: {
    readonly HostName?: string | undefined;
    readonly HttpRedirectCode?: string | undefined;
    readonly Protocol?: 'http' | 'https' | undefined;
    readonly ReplaceKeyPrefixWith?: string | undefined;
    readonly ReplaceKeyWith?: string | undefined;
  };
}
